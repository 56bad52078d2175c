/**
 * Counts characters in a field with data-limit, as the server does, once it fills up.
 * Where a site does without help with writing, only a text that is too long is counted.
 * A text that is too long is never cut: the field says so and is not sent until it fits.
 * The same goes for a form that is larger than the server takes.
 */
import { common, fill, language } from "./texts.js";

const words = new Intl.NumberFormat(language);

function watch(area) {
  const limit = Number(area.dataset.limit);
  const isPlain = "plainWriting" in document.body.dataset && area.closest("form.write");
  const counter = document.createElement("p");
  counter.className = "counter";
  counter.id = `${area.id}-counter`;
  counter.setAttribute("aria-live", "polite");
  area.after(counter);
  const described = area.getAttribute("aria-describedby");
  area.setAttribute("aria-describedby", described ? `${described} ${counter.id}` : counter.id);

  function count() {
    const length = [...area.value.trim().normalize("NFC")].length;
    const over = length - limit;
    const values = {
      over: words.format(over),
      left: words.format(-over),
      limit: words.format(limit),
    };
    const isClose = length >= limit * 0.8 && !isPlain;
    if (over > 0) counter.textContent = fill(common.over, values);
    else counter.textContent = isClose ? fill(common.left, values) : "";
    counter.classList.toggle("over", over > 0);
    area.setCustomValidity(over > 0 ? fill(common.shorten, values) : "");
  }
  area.addEventListener("input", count);
  count();
}

/** What the server would refuse for its size is not sent: it stays in the form. */
function keepTooLarge(event) {
  const { largestForm, tooLarge } = document.body.dataset;
  const form = event.target;
  if (form.method !== "post" || form.enctype === "multipart/form-data") return;
  const size = new URLSearchParams(new FormData(form)).toString().length;
  if (size <= Number(largestForm)) return;
  event.preventDefault();
  const [longest] = [...form.querySelectorAll("textarea, input:not([type=hidden])")].sort(
    (one, other) => other.value.length - one.value.length,
  );
  longest.setCustomValidity(tooLarge);
  longest.reportValidity();
  longest.addEventListener("input", () => longest.setCustomValidity(""), { once: true });
}
// Before once.js takes it for sent.
document.addEventListener("submit", keepTooLarge, true);

const fields = "textarea[data-limit], input[data-limit]";
function watchAll(within) {
  for (const area of within.querySelectorAll(fields)) watch(area);
}
watchAll(document);
document.addEventListener("ceasefire:added", ({ target }) => watchAll(target));
