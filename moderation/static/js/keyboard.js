/**
 * Keyboard shortcuts: data-shortcut="a" data-shortcut-name="Approve" on a link,
 * button or field. Inside [data-shortcut-item] a shortcut acts on the current item
 * (shortcut-target.js) and on no other; j and k go from item to item. They can be switched
 * off and given other keys, and do nothing while someone is typing.
 */
import { focused, items, markCurrent, marked } from "./shortcut-target.js";
import { openHelp } from "./keyboard-help.js";
import { textsOf } from "./texts.js";

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
export const place = document.querySelector("[data-shortcut-help]");
export const texts = textsOf(place);
const moves = [
  { name: texts.next, key: "j", by: 1 },
  { name: texts.previous, key: "k", by: -1 },
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
  const here = marked();
  const matches = (element) =>
    (element.dataset.shortcutName || element.textContent.trim()) === name &&
    element.checkVisibility();
  const within = here ? all("[data-shortcut]", here).find(matches) : undefined;
  const free = (element) => matches(element) && !element.closest("[data-shortcut-item]");
  return within ?? all("[data-shortcut]").find(free);
}

/** From the current item to the one beside it; the focus first comes to the current one. */
function step(by) {
  const list = items();
  const here = marked() ?? focused();
  const place = here && here !== focused() ? list.indexOf(here) : list.indexOf(here) + by;
  const next = list[Math.min(list.length - 1, Math.max(0, place))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  markCurrent();
}

function act(name) {
  const move = moves.find((one) => one.name === name);
  if (move) return step(move.by);
  const before = marked();
  const current = markCurrent();
  const element = target(name);
  // A key acts on what was marked when it was pressed, or not at all.
  if (element && current?.contains(element) && current !== before) return undefined;
  element?.focus();
  if (element?.matches("a, button, summary, [type=checkbox]")) element.click();
  // What has been opened by a key is where the keys go on.
  if (element?.matches("summary") && element.parentElement.open) {
    const inside = element.parentElement.querySelector("button, textarea, select, input");
    (inside ?? element.closest("[data-shortcut-item]"))?.focus();
  }
  return undefined;
}

/** Puts the key in force on each button, and says it to assistive technology. */
export function showKeys() {
  const { on } = settings();
  markCurrent(on);
  const keys = new Map(actions().map(({ name, key }) => [name, key]));
  for (const element of all("button[data-shortcut], summary[data-shortcut]")) {
    element.querySelector(":scope > kbd")?.remove();
    element.removeAttribute("aria-keyshortcuts");
    if (!on) continue;
    const key = document.createElement("kbd");
    key.ariaHidden = "true";
    key.textContent = keys.get(element.dataset.shortcutName || element.textContent.trim());
    element.setAttribute("aria-keyshortcuts", key.textContent);
    element.append(key);
  }
}

function typing(element) {
  if (!element) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  return element.matches("input") && !["checkbox", "radio", "submit"].includes(element.type);
}

// Escape leaves what was opened on an item, and goes back to the item.
document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.("[data-shortcut-item]");
  if (event.key !== "Escape" || !item || !settings().on) return;
  for (const open of all("form details[open]", item)) open.open = false;
  item.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (!settings().on) return;
  if (event.key === "?" && actions().length) {
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
if (place && actions().length) {
  const entry = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = texts.title;
  button.addEventListener("click", openHelp);
  entry.append(button);
  place.append(entry);
}

const markAgain = () => markCurrent(settings().on);
let isAsked = false;
function markCurrentSoon() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    markAgain();
  });
}
document.addEventListener("focusin", markAgain);
document.addEventListener("focusout", markCurrentSoon);
for (const kind of ["scroll", "resize", "pageshow", "load"]) addEventListener(kind, markCurrentSoon);
// "toggle" does not bubble: it is caught on its way down.
document.addEventListener("toggle", markCurrentSoon, true);

showKeys();
