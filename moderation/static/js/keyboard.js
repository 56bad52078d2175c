/**
 * Keyboard shortcuts: data-shortcut="a" data-shortcut-name="Approve" on a link,
 * button or field. Inside [data-shortcut-item] a shortcut acts on the item that
 * has the focus, else on the first; j and k go from item to item. They can be
 * switched off and given other keys, and do nothing while someone is typing.
 */
import { openHelp } from "./keyboard-help.js";

const memory = "ceasefire-shortcuts";

export function settings() {
  try {
    return { on: true, keys: {}, ...JSON.parse(localStorage.getItem(memory) ?? "{}") };
  } catch {
    return { on: true, keys: {} };
  }
}

export function remember(value) {
  try {
    localStorage.setItem(memory, JSON.stringify(value));
  } catch {
    /* Without storage the setting lasts as long as the page. */
  }
}

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const items = () => all("[data-shortcut-item]");
const moves = [
  { name: "Next item", key: "j", by: 1 },
  { name: "Previous item", key: "k", by: -1 },
];

/** The actions that this page offers, each once, with the key in force. */
export function actions() {
  const { keys } = settings();
  const found = new Map();
  if (items().length) for (const move of moves) found.set(move.name, move.key);
  for (const element of all("[data-shortcut]")) {
    const { shortcut, shortcutName } = element.dataset;
    const name = shortcutName || element.textContent.trim();
    if (!found.has(name)) found.set(name, shortcut);
  }
  return [...found].map(([name, standard]) => ({ name, standard, key: keys[name] ?? standard }));
}

function target(name) {
  const here = document.activeElement?.closest("[data-shortcut-item]") ?? items()[0];
  const matches = (element) =>
    (element.dataset.shortcutName || element.textContent.trim()) === name;
  const within = here ? all("[data-shortcut]", here).find(matches) : undefined;
  const free = (element) => matches(element) && !element.closest("[data-shortcut-item]");
  return within ?? all("[data-shortcut]").find(free);
}

function step(by) {
  const list = items();
  const here = list.indexOf(document.activeElement?.closest("[data-shortcut-item]"));
  const next = list[Math.min(list.length - 1, Math.max(0, here + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function act(name) {
  const move = moves.find((one) => one.name === name);
  if (move) return step(move.by);
  const element = target(name);
  if (!element) return undefined;
  // Some buttons need an answer first: the focus goes to the question.
  const question = document.getElementById(element.dataset.needs ?? "");
  if (question && !question.value) {
    question.focus();
    return undefined;
  }
  element.focus();
  if (element.matches("a, button, summary")) element.click();
  return undefined;
}

function typing(element) {
  if (!element) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  return element.matches("input") && !["checkbox", "radio", "submit"].includes(element.type);
}

// Enter in a question presses the button that asked it.
document.addEventListener("keydown", (event) => {
  const { enter } = event.target.dataset ?? {};
  if (event.key !== "Enter" || !enter || !event.target.value || !settings().on) return;
  event.preventDefault();
  event.target.form?.querySelector(`button[value="${CSS.escape(enter)}"]`)?.click();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (!settings().on) return;
  if (event.key === "?") {
    event.preventDefault();
    openHelp();
    return;
  }
  const action = actions().find(({ key }) => key === event.key.toLowerCase());
  if (!action) return;
  event.preventDefault();
  act(action.name);
});

// The button is how the shortcuts are found, and found again once switched off.
const place = document.querySelector("[data-shortcut-help]");
if (place && actions().length) {
  const entry = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = "Keyboard shortcuts";
  button.addEventListener("click", openHelp);
  entry.append(button);
  place.append(entry);
}
