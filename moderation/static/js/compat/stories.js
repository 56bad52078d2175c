/**
 * What the scripts share that take the place of another system's: they are sent as one
 * with this, and place our element where that system would have placed its own.
 */
const script = document.currentScript ?? document.querySelector('script[src*="/compat/"], script[src*="/assets/js/"]');

/** The origin of our site, wherever the page's options point. */
export const home = new URL(script.src).origin;

/** Says once in the console what has no counterpart here. */
const told = new Set();
export function ignore(name, because = "has no counterpart in Ceasefire, and is ignored") {
  if (told.has(name)) return;
  told.add(name);
  // biome-ignore lint/suspicious/noConsole: The publisher's developer has to see it.
  console.info(`${name} ${because}.`);
}

/** Makes our element with *attributes*; those that are undefined are left out. */
export function discussion(attributes) {
  const element = document.createElement("ceasefire-comments");
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== "") element.setAttribute(name, value);
  }
  return element;
}

/** The address that a page says it has; else the one it was opened with. */
export function ownAddress() {
  const stated = document.querySelector('link[rel="canonical"]')?.href;
  return (stated || location.href).split("#")[0];
}

export function whenRead(act) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", act, { once: true });
  else act();
}
