/**
 * The tuner: a threshold that is moved shows at once what it would have done.
 * Without this module the button "Show the effect" does the same.
 */
const form = document.querySelector("form[data-tuner]");
const percent = (value) => `${Math.round(value * 100)} %`;
let asked = 0;

function share({ value, low, high, of }) {
  if (value === null) return "unknown";
  return `${percent(value)} (${Math.round(low * 100)}–${percent(high)} of ${of})`;
}

function show(name, effect) {
  const place = form.querySelector(`[data-effect="${name}"]`);
  for (const element of place?.querySelectorAll("[data-figure]") ?? []) {
    const figure = effect[element.dataset.figure];
    if (figure !== null && typeof figure === "object") element.textContent = share(figure);
    else if (element.dataset.figure === "undecided_held") element.textContent = figure;
    else element.textContent = figure.toFixed(1);
  }
}

async function ask() {
  const mine = ++asked;
  const numbers = [...form.querySelectorAll("input[type=number]")];
  if (!numbers.every((input) => input.checkValidity())) return;
  const query = new URLSearchParams(numbers.map((input) => [input.name, input.value]));
  const response = await fetch(`${form.dataset.tuner}?${query}`);
  if (!response.ok || mine !== asked) return;
  const { whole, labels } = await response.json();
  show("whole", whole);
  for (const [label, effect] of Object.entries(labels)) show(label, effect);
}

/** Moves the limits in the drawing of one label, and colours its bars anew. */
function redraw(place) {
  const limits = {};
  for (const kind of ["flag", "hold"]) {
    const input = place?.querySelector(`input[name$="-${kind}"]`);
    const line = place?.querySelector(`[data-limit="${kind}"]`);
    if (!input?.checkValidity() || !line) return;
    limits[kind] = input.valueAsNumber;
    for (const end of ["x1", "x2"]) line.setAttribute(end, limits[kind] * 400);
    place.querySelector(`[data-limit-figure="${kind}"]`).textContent = limits[kind].toFixed(2);
  }
  for (const bar of place.querySelectorAll(".chart-bar")) {
    const middle = (bar.x.baseVal.value + bar.width.baseVal.value / 2) / 400;
    bar.classList.toggle("chart-bar-hold", middle >= limits.hold);
    bar.classList.toggle("chart-bar-flag", middle >= limits.flag && middle < limits.hold);
  }
}

form?.addEventListener("input", (event) => {
  if (event.target.type !== "number") return;
  redraw(event.target.closest(".threshold"));
  ask();
});
