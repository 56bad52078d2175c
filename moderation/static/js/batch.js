/**
 * The range of a batch: two handles, two number fields and the presets say the same
 * thing, and the count follows. Under way, a batch goes on by itself until it is
 * done or stopped.
 */
const fields = { low: document.getElementById("low"), high: document.getElementById("high") };
const handles = {
  low: document.querySelector('[data-handle="low"]'),
  high: document.querySelector('[data-handle="high"]'),
};
const status = document.querySelector("[data-counts]");

function show(low, high) {
  const counts = JSON.parse(status.dataset.counts);
  const count = counts.slice(low, high + 1).reduce((sum, each) => sum + each, 0);
  status.querySelector("[data-count]").textContent = count;
  document.querySelector("[data-low]").value = low;
  document.querySelector("[data-high]").value = high;
  const chosen = document.querySelector("[data-chosen]");
  chosen.setAttribute("x", low * 10);
  chosen.setAttribute("width", (high - low + 1) * 10);
}

function take(source, moved) {
  const value = (name) => Math.min(100, Math.max(0, Math.round(Number(source[name].value) || 0)));
  let [low, high] = [value("low"), value("high")];
  // The handle that is moved stops at the other.
  if (low > high && moved === "low") low = high;
  if (low > high) high = low;
  for (const part of [fields, handles]) {
    part.low.value = low;
    part.high.value = high;
  }
  show(low, high);
}

if (status) {
  for (const name of ["low", "high"]) {
    handles[name].disabled = false;
    handles[name].addEventListener("input", () => take(handles, name));
    fields[name].addEventListener("change", () => take(fields, name));
    // The list below is read anew for the range that was chosen.
    handles[name].addEventListener("change", () => refresh());
    fields[name].addEventListener("change", () => refresh());
  }
  document.getElementById("label").addEventListener("change", (event) => event.target.form.submit());
}

async function refresh() {
  const form = fields.low.form;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("[data-sample]").replaceWith(page.querySelector("[data-sample]"));
  history.replaceState(null, "", address);
}

async function goOn() {
  const form = document.querySelector("[data-advance]");
  if (!form || document.querySelector("[data-progress=over]")) return;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const section = document.getElementById("progress");
  const hadFocus = section.contains(document.activeElement);
  section.replaceWith(page.getElementById("progress"));
  if (hadFocus) {
    const button = document.querySelector("#progress form:not([data-advance]) button");
    (button ?? document.getElementById("progress")).focus();
  }
  setTimeout(goOn, 200);
}
goOn();
