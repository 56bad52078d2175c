/**
 * The tuner: a threshold that is moved shows at once what it would have done.
 * Without this module the button "Show the effect" does the same.
 */
const form = document.querySelector("form[data-tuner]");
const BANDS = ["right", "wrong", "undecided"];
const WIDTH = 400;
let asked = 0;
let running = null;

const limitsOf = () => [...form.querySelectorAll("input[name$='-flag'], input[name$='-hold']")];

/** Writes the figures of one effect, in words, where they stand on the page. */
function show(name, figures) {
  const place = form.querySelector(`[data-effect="${name}"]`);
  for (const element of place?.querySelectorAll("[data-figure]") ?? []) {
    element.textContent = figures[element.dataset.figure];
  }
}

function showBands(held) {
  const total = Math.max(BANDS.reduce((sum, band) => sum + held[band], 0), 1);
  let at = 0;
  for (const band of BANDS) {
    const bar = form.querySelector(`[data-bands] .band-${band}`);
    const width = (WIDTH * held[band]) / total;
    bar.setAttribute("x", at);
    bar.setAttribute("width", width);
    at += width;
  }
}

/** Asks for the effect of what the form holds; an answer to an older question is dropped. */
async function ask() {
  const mine = ++asked;
  const limits = limitsOf();
  if (!limits.every((input) => input.checkValidity())) return;
  running?.abort();
  running = new AbortController();
  const query = new URLSearchParams(limits.map((input) => [input.name, input.value]));
  query.set("choice", form.elements.choice.value);
  try {
    const response = await fetch(`${form.dataset.tuner}?${query}`, { signal: running.signal });
    if (!response.ok || mine !== asked) return;
    const { effects, bands, moved } = await response.json();
    for (const [name, figures] of Object.entries(effects)) show(name, figures);
    showBands(bands);
    form.querySelector("[data-held]").textContent = effects.whole.held;
    form.querySelector("[data-moved]").textContent = moved;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

/** Says whether flag is above hold, moves the limits in the drawing, colours its bars. */
function redraw(place) {
  const limits = {};
  for (const kind of ["flag", "hold"]) {
    const input = place?.querySelector(`input[name$="-${kind}"]`);
    if (!input) return;
    limits[kind] = input.valueAsNumber;
    const slider = place.querySelector(`[data-slider="${kind}"]`);
    if (slider) slider.value = input.value;
  }
  const isOrdered = !(limits.flag > limits.hold);
  place.querySelector("[data-order]").hidden = isOrdered;
  place.querySelector("input[name$='-flag']").setCustomValidity(isOrdered ? "" : place.querySelector("[data-order]").textContent);
  for (const [kind, limit] of Object.entries(limits)) {
    const line = place.querySelector(`[data-limit="${kind}"]`);
    if (!(limit >= 0 && limit <= 1) || !line) return;
    for (const end of ["x1", "x2"]) line.setAttribute(end, limit * WIDTH);
    place.querySelector(`[data-limit-figure="${kind}"]`).textContent = limit.toFixed(2);
  }
  for (const bar of place.querySelectorAll(".chart-bar")) {
    const middle = (bar.x.baseVal.value + bar.width.baseVal.value / 2) / WIDTH;
    bar.classList.toggle("chart-bar-hold", middle >= limits.hold);
    bar.classList.toggle("chart-bar-flag", middle >= limits.flag && middle < limits.hold);
  }
}

/** Gives a number a slider beside it, which has no name and so is never sent. */
function addSlider(input) {
  const slider = Object.assign(document.createElement("input"), {
    type: "range", min: 0, max: 1, step: 0.01, value: input.value,
  });
  slider.dataset.slider = input.name.endsWith("-flag") ? "flag" : "hold";
  slider.setAttribute("aria-label", form.dataset.slider.replace("{field}", input.getAttribute("aria-label")));
  slider.addEventListener("input", () => {
    input.value = Number(slider.value).toFixed(2);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.closest("label").after(slider);
}

if (form) {
  for (const input of limitsOf()) addSlider(input);
  form.addEventListener("input", (event) => {
    if (!limitsOf().includes(event.target)) return;
    redraw(event.target.closest(".threshold"));
    ask();
  });
}
