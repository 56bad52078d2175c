/**
 * Shows times in the reader's own time zone, and recent ones as "5 minutes ago".
 *
 * <time datetime="…" data-local="moment|day|clock" data-relative>… UTC</time>
 * The full moment, with its time zone, stays as the title.
 */
import { common, language } from "./texts.js";

const steps = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86400],
];
const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const date = { day: "numeric", month: "long", year: "numeric" };
const clock = { hour: "2-digit", minute: "2-digit" };
const formats = {
  moment: new Intl.DateTimeFormat(language, { ...date, ...clock }),
  day: new Intl.DateTimeFormat(language, date),
  clock: new Intl.DateTimeFormat(language, clock),
};
const full = new Intl.DateTimeFormat(language, { ...date, ...clock, timeZoneName: "short" });

/** The date as the language writes it: French has "1er décembre", which Intl lacks. */
function written(format, moment) {
  const text = format.format(moment);
  return language.startsWith("fr") ? text.replace(/^1(?=\s)/, "1er") : text;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function localise() {
  for (const element of document.querySelectorAll("time[data-local]")) {
    const moment = new Date(element.dateTime);
    const format = formats[element.dataset.local];
    if (!format || Number.isNaN(moment.getTime())) continue;
    element.title = written(full, moment);
    say(element, written(format, moment));
  }
}

function relative(seconds) {
  if (seconds < 45) return common.just_now;
  let [unit, size] = steps[0];
  for (const [name, length] of steps) if (seconds >= length) [unit, size] = [name, length];
  return words.format(-Math.max(1, Math.floor(seconds / size)), unit);
}

function refresh() {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const age = (Date.now() - new Date(element.dateTime).getTime()) / 1000;
    if (age >= 0 && age < 7 * 86400) say(element, relative(age));
  }
}

// Paper keeps the date.
addEventListener("beforeprint", localise);
addEventListener("afterprint", refresh);

function showAll() {
  localise();
  refresh();
}
showAll();
document.addEventListener("ceasefire:added", showAll);
setInterval(refresh, 60_000);
