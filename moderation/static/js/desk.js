/**
 * Keeps an open desk true: says which card has the focus (which renews a claim on
 * it), and shows who else is here, what is claimed or decided meanwhile, and how
 * many comments came since. Cards are marked, never moved or taken away.
 */
import { fill, language, textsOf } from "./texts.js";

const pause = 15_000;
const soon = 600;

const cards = () => [...document.querySelectorAll("[data-item]")];
const token = document.querySelector('input[name="csrf_token"]')?.value ?? "";
const newest = Number(document.getElementById("queue")?.dataset.newest ?? 0);
const texts = textsOf(document.querySelector("[data-desk-people]"));
const done = {
  approve: texts.approved_by,
  reject: texts.rejected_by,
  escalate: texts.escalated_by,
};
const state = { approve: texts.approved, reject: texts.rejected };
const clock = new Intl.DateTimeFormat(language, {
  hour: "2-digit", minute: "2-digit", timeZone: "UTC", timeZoneName: "short",
});
const lostAfter = 2;
let failures = 0;
let timer;

function named(people) {
  return new Intl.ListFormat(language).format(people);
}

/** What stands on the page is not what is to be decided on any more. */
function outdated(item, card) {
  const shown = card?.querySelector('[name="revision_id"]')?.value;
  if (shown && Number(shown) !== item.revision_id) {
    return texts.changed;
  }
  const known = !item.escalated_by || card?.querySelector(".escalation, .left-to-others");
  return known ? "" : fill(texts.escalated_by, { name: item.escalated_by });
}

function words(item, card) {
  if (!item.is_open) {
    return item.decided_by
      ? fill(done[item.action] ?? texts.decided_by, { name: item.decided_by })
      : texts.closed;
  }
  const news = outdated(item, card);
  if (news) return news;
  if (item.is_mine) {
    return fill(texts.yours, { time: clock.format(new Date(item.claimed_until)) });
  }
  if (item.claimed_by) return fill(texts.claimed_by, { name: item.claimed_by });
  if (!item.viewers.length) return "";
  return fill(texts.open_at, { names: named(item.viewers) });
}

function write(place, text) {
  if (place && place.textContent.trim() !== text) place.textContent = text;
}

function show(desk) {
  write(
    document.querySelector("[data-desk-people]"),
    desk.people.length ? fill(texts.here, { names: named(desk.people) }) : "",
  );
  for (const item of desk.items) {
    const card = document.getElementById(`item-${item.id}`);
    card?.classList.toggle("with-another", Boolean(item.claimed_by) && !item.is_mine);
    // The focus goes to the card before what it stood on is hidden.
    if (!item.is_open && card?.contains(document.activeElement)) card.focus();
    card?.classList.toggle("gone", !item.is_open);
    write(card?.querySelector("[data-whose]"), words(item, card));
    if (!item.is_open && state[item.action]) {
      write(card?.querySelector("[data-state]"), state[item.action]);
    }
  }
  const place = document.querySelector("[data-desk-arrived]");
  if (!place || !desk.arrived || place.contains(document.activeElement)) return;
  const count = desk.arrived >= 100 ? texts.many : desk.arrived;
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = fill(texts.arrived, { count });
  place.replaceChildren(link);
}

async function look() {
  clearTimeout(timer);
  timer = setTimeout(look, pause);
  if (document.hidden) return;
  const here = document.activeElement?.closest("[data-item]");
  const body = {
    item_id: here ? Number(here.dataset.item) : null,
    shown: cards().map((card) => Number(card.dataset.item)),
    since_id: newest || null,
  };
  try {
    const answer = await fetch("/api/v1/queue/presence", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(answer.status);
    failures = 0;
    write(document.querySelector("[data-desk-lost]"), "");
    show(await answer.json());
  } catch (error) {
    failures += 1;
    if (failures < lostAfter) return;
    const isOut = ["401", "403"].includes(error.message);
    write(
      document.querySelector("[data-desk-lost]"),
      isOut
        ? texts.logged_out
        : texts.lost,
    );
  }
}

document.addEventListener("focusin", (event) => {
  if (!event.target.closest("[data-item]")) return;
  clearTimeout(timer);
  timer = setTimeout(look, soon);
});
// The reasons are seen whole. "toggle" does not bubble: it is caught on its way down.
document.addEventListener(
  "toggle",
  ({ target }) => {
    const list = target.open && target.matches(".pick") && target.querySelector("ol");
    if (list && list.offsetHeight < innerHeight) list.scrollIntoView({ block: "nearest" });
  },
  true,
);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
look();
