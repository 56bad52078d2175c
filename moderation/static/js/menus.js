/**
 * Closes the menu below a comment with Escape, which leaves the focus on its name, and
 * with a click beside it. Of several, the browser keeps one open: they share a name.
 */
const opened = "details.more-actions[open]";

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(opened);
  if (!menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll(opened)) {
    if (!menu.contains(target)) menu.open = false;
  }
});
