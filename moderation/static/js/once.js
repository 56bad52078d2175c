/** Sends each form once, and keeps what was typed until it is accepted. */
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || form.method !== "post") return;
  sent.add(form);
  // aria-disabled keeps the focus where it is; disabled would drop it.
  event.submitter?.setAttribute("aria-disabled", "true");
  for (const area of form.querySelectorAll("[data-draft]")) {
    store(`sent:${area.dataset.draft}`, "1");
  }
});

// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
});

/** Storage may be full or forbidden; a draft is then simply not kept. */
function store(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, value);
  } catch {
    /* The text is still in the field. */
  }
}

function read(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

// The server says that a post was accepted by a success message or by sending
// the reader to the comments or to the comment itself.
const accepted =
  /^#(comments|comment-\d+|own-\d+)$/.test(location.hash) ||
  document.querySelector('[data-flash="success"]') !== null;

for (const area of document.querySelectorAll("textarea[data-draft]")) {
  const name = `draft:${area.dataset.draft}`;
  const mark = `sent:${area.dataset.draft}`;
  if (read(mark) && accepted) store(name, null);
  store(mark, null);
  const draft = read(name);
  if (draft && area.value === area.defaultValue && !area.hasAttribute("aria-invalid")) {
    area.value = draft;
  }
  area.addEventListener("input", () => store(name, area.value || null));
}
