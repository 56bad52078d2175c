/**
 * Puts the focus where a page was opened for: the first thing that is wrong,
 * else the item that the address names, or the first of the list that it names.
 * An item that has gone meanwhile leaves the first of its list.
 * Waits for the page to load, since the browser itself then clears the focus.
 */
function landing() {
  const wrong = document.querySelector('.error[role="alert"], [aria-invalid="true"]');
  if (wrong) return wrong;
  const place = location.hash && document.getElementById(location.hash.slice(1));
  if (!place && location.hash.startsWith("#item-")) {
    return document.querySelector("[data-shortcut-item]") ?? document.getElementById("queue");
  }
  return place ? (place.querySelector("[data-shortcut-item]") ?? place) : null;
}

addEventListener("load", () => {
  setTimeout(() => {
    const place = landing();
    if (document.activeElement === document.body) place?.focus({ preventScroll: !place.ariaInvalid });
  });
});
