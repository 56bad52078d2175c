/** The dialog that lists the shortcuts, switches them off and gives new keys. */
import { actions, remember, settings, showKeys, texts } from "./keyboard.js";
import { fill } from "./texts.js";

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function keyRow(action, report) {
  const input = make("input", {
    className: "short",
    value: action.key,
    maxLength: 1,
    ariaLabel: fill(texts.key_for, { action: action.name }),
    autocomplete: "off",
  });
  input.addEventListener("change", () => {
    const key = input.value.trim().toLowerCase();
    const taken = actions().find((other) => other.key === key && other.name !== action.name);
    if (!key || key === "?" || taken) {
      report(taken ? fill(texts.taken, { key, action: taken.name }) : texts.choose);
      input.value = action.key;
      return;
    }
    const now = settings();
    now.keys[action.name] = key;
    remember(now);
    showKeys();
    action.key = key;
    report(fill(texts.set, { action: action.name, key }));
  });
  return make("tr", {}, make("td", {}, action.name), make("td", {}, input));
}

function content(dialog) {
  const status = make("p", { className: "quiet", role: "status" });
  const report = (text) => {
    status.textContent = text;
  };
  const on = make("input", { type: "checkbox", id: "shortcuts-on", checked: settings().on });
  on.addEventListener("change", () => {
    remember({ ...settings(), on: on.checked });
    showKeys();
    report(on.checked ? texts.on : texts.off);
  });
  const label = make("label", { htmlFor: "shortcuts-on" }, texts.use);
  const rows = actions().map((action) => keyRow(action, report));
  const head = make("tr", {}, make("th", { scope: "col" }, texts.action), make("th", { scope: "col" }, texts.key));
  const reset = make("button", { type: "button", className: "quiet" }, texts.reset);
  reset.addEventListener("click", () => {
    remember({ on: on.checked, keys: {} });
    showKeys();
    dialog.replaceChildren(...content(dialog));
    dialog.querySelector("button").focus();
  });
  const close = make("button", { type: "button" }, texts.close);
  close.addEventListener("click", () => dialog.close());
  const title = make("h2", { id: "shortcuts-title" }, texts.title);
  const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
  return [
    title,
    make("div", { className: "check" }, on, label),
    table,
    status,
    make("div", { className: "actions" }, close, reset),
  ];
}

export function openHelp() {
  const dialog = make("dialog");
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  dialog.append(...content(dialog));
  // The browser gives the focus back by itself, and at once: this event comes later,
  // when the next key may have moved it on.
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
