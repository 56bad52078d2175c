/** Shows recent moments as "5 minutes ago"; the full date stays as the title. */
const steps = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86400],
];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function relative(seconds) {
  if (seconds < 45) return "just now";
  let [unit, size] = steps[0];
  for (const [name, length] of steps) if (seconds >= length) [unit, size] = [name, length];
  return words.format(-Math.max(1, Math.floor(seconds / size)), unit);
}

function refresh() {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const age = (Date.now() - new Date(element.dateTime).getTime()) / 1000;
    if (!(age >= 0 && age < 7 * 86400)) continue;
    if (!element.title) element.title = element.textContent;
    const text = relative(age);
    if (element.textContent !== text) element.textContent = text;
  }
}

// Paper keeps the date.
addEventListener("beforeprint", () => {
  for (const element of document.querySelectorAll("time[title]")) {
    element.textContent = element.title;
  }
});
addEventListener("afterprint", refresh);

refresh();
setInterval(refresh, 60_000);
