/**
 * Sends each form once. A form with data-downloads can be sent again: its answer is a
 * file, and the page stays.
 */
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || form.method !== "post" || "downloads" in form.dataset) return;
  sent.add(form);
  // aria-disabled keeps the focus where it is; disabled would drop it.
  event.submitter?.setAttribute("aria-disabled", "true");
});

// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
});
