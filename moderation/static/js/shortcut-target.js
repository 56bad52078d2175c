/**
 * The current item is the one that shortcuts act on: the item with the focus while at
 * least a third of it can be seen, else the first of those that can be seen best. It
 * carries data-shortcut-target, by which the page marks it. Where no item can be seen
 * at least by half, none is current. A part of an item counts for as much as it fills of the
 * item or of the window, whichever is smaller.
 */
const FOCUSED = 1 / 3;
const SEEN = 1 / 2;

export const items = () => [...document.querySelectorAll("[data-shortcut-item]")];

export const focused = () => document.activeElement?.closest("[data-shortcut-item]");

function share(item) {
  const { top, bottom, height } = item.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  return height ? Math.max(0, seen) / Math.min(height, innerHeight) : 0;
}

function best() {
  const here = focused();
  if (here && share(here) >= FOCUSED) return here;
  let found;
  let most = 0;
  for (const item of items()) {
    const seen = share(item);
    if (seen >= SEEN && seen > most) [found, most] = [item, seen];
  }
  return found;
}

/** Marks the current item as the window stands now, and returns it if there is one. */
export function markCurrent(isOn = true) {
  const current = isOn ? best() : undefined;
  for (const item of document.querySelectorAll("[data-shortcut-target]")) {
    if (item !== current) item.removeAttribute("data-shortcut-target");
  }
  current?.setAttribute("data-shortcut-target", "");
  return current;
}

/** The item that is marked as the target of the next key. */
export const marked = () => document.querySelector("[data-shortcut-target]");
