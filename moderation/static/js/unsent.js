/**
 * Keeps what a person typed or chose in one form of a page while another is sent.
 *
 * A browser sends one form and leaves the page, so the other forms would be empty when
 * it returns. Their fields are kept in this tab, for the account, until their own form
 * is sent. Nothing of a visitor is kept: nobody knows when the next one comes. A button
 * with data-aside does something else than to send its form: what is typed beside it
 * stays here too. drafts.js has the fields with data-draft. Passwords, files, hidden
 * fields and required ticks are never kept.
 */
const prefix = "unsent:";
const account = document.body.dataset.account ?? "";
const own = `${prefix}${account}:`;
const never = "[type=hidden], [type=password], [type=file], [type=checkbox][required], [autocomplete=one-time-code], [data-draft]";
const touched = new Set();
const sent = new WeakSet();

function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function served(field) {
  if (isTicked(field)) return String(field.defaultChecked);
  if (!field.options) return field.defaultValue;
  const options = [...field.options];
  return (options.find((each) => each.defaultSelected) ?? options[0])?.value ?? "";
}

const now = (field) => (isTicked(field) ? String(field.checked) : field.value);

/** Where a field is kept: by the address of its form, which is the same on every page. */
function nameOf(field) {
  const { pathname } = new URL(field.form.getAttribute("action") ?? "", location.href);
  return `${own}${pathname}#${field.name}${isTicked(field) ? `=${field.value}` : ""}`;
}

function isKept(field) {
  return account && field.matches("textarea[name], input[name], select[name]") && field.form?.method === "post" && !field.matches(never);
}

const fieldsOf = (form) => [...form.elements].filter(isKept);

function write(field) {
  const name = nameOf(field);
  const value = { served: served(field), text: now(field) };
  quietly(() => {
    if (value.text === value.served) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  });
}

function restore(field) {
  const kept = quietly(() => JSON.parse(sessionStorage.getItem(nameOf(field))));
  // What changed on the server meanwhile, or was refused and is shown again, stays.
  if (!kept || kept.served !== served(field) || now(field) !== kept.served) return;
  if (isTicked(field)) field.checked = kept.text === "true";
  else field.value = kept.text;
  touched.add(field);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  for (let each = field.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
}

function restoreAll(within) {
  for (const form of within.querySelectorAll("form")) fieldsOf(form).forEach(restore);
}

function note({ target }) {
  if (!target.form || !isKept(target)) return;
  touched.add(target);
  sent.delete(target.form);
}

function leave() {
  for (const field of touched) {
    if (field.isConnected && !sent.has(field.form)) write(field);
  }
}

for (const name of quietly(() => Object.keys(sessionStorage)) ?? []) {
  const isForeign = account && name.startsWith(prefix) && !name.startsWith(own);
  if (isForeign) quietly(() => sessionStorage.removeItem(name));
}
restoreAll(document);
document.addEventListener("ceasefire:added", ({ target }) => restoreAll(target));
for (const kind of ["input", "change"]) document.addEventListener(kind, note);

// The window hears of it last, when no other script can stop the form any more.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const fields = fieldsOf(form);
  if (event.submitter?.matches("[data-aside]")) {
    const kept = fields.filter((field) => touched.has(field)).map(({ name }) => name);
    const leaveOut = ({ formData }) => {
      for (const name of kept) formData.delete(name);
    };
    form.addEventListener("formdata", leaveOut, { once: true });
    return;
  }
  sent.add(form);
  for (const field of fields) quietly(() => sessionStorage.removeItem(nameOf(field)));
});
addEventListener("pagehide", leave);
