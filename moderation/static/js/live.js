/**
 * Says on an open page what is new, and shows it in place when the reader asks for it.
 * Nothing is ever put into the page above what someone is reading.
 *
 * <p class="live" data-live="/live/…" data-version="7" data-news="/…?seen=1"></p>
 * data-live is the state of the article: the same for everybody, so that a cache can
 * answer it, and it says when to ask again. Of several tabs one asks, and tells the
 * others, who ask only when it has stopped. Only when its version differs from
 * data-version, data-news is asked: "count", "url" where the new comments begin, and
 * "own": by id, the state of the reader's own comments, its words and where to read on.
 * <div data-own="12" data-state="waiting"><p class="state">…</p></div>
 */
import { showNew } from "./live-comments.js";
import { shareWithTabs } from "./tabs.js";
import { common, fill } from "./texts.js";

const second = 1_000;
const first = 10 * second;
const soon = 3 * second;
const shortest = 15 * second;
const longest = 300 * second;
const halfDay = 12 * 3600 * second;
const behindAnother = 1.5;
const opened = Date.now();

const settled = new Set(["published", "rejected", "deleted"]);
/** The reader's own comments on this page, first those that something may become of. */
const own = () =>
  [...document.querySelectorAll("[data-own]")]
    .filter(({ dataset }) => dataset.state !== "deleted")
    .sort((one, other) => settled.has(one.dataset.state) - settled.has(other.dataset.state));
const unsettled = () => own().filter(({ dataset }) => !settled.has(dataset.state));

/** Spreads the requests of many pages that were opened at the same moment. */
const spread = (pause) => pause * (0.8 + 0.4 * Math.random());

/** Adds the line that says what became of a comment that stood among all others. */
function addState(element) {
  const place = Object.assign(document.createElement("p"), { className: "state" });
  place.setAttribute("aria-live", "polite");
  element.querySelector(".comment-text").before(place);
  return place;
}

/** Takes away what can be neither read nor done any more, but nothing that was typed. */
function empty(comment) {
  for (const part of comment.querySelectorAll(".comment-text, .actions")) {
    if (![...part.querySelectorAll("textarea")].some(({ value }) => value)) part.remove();
  }
}

/** Says what became of one of the reader's own comments. */
function tell(element, { state, words, url, more }) {
  if (element.dataset.state === state) return;
  element.classList.replace(`state-${element.dataset.state}`, `state-${state}`);
  element.dataset.state = state;
  const place = element.querySelector(".state") ?? addState(element);
  place.replaceChildren(words);
  if (state === "deleted") empty(element);
  if (!url) return;
  const link = Object.assign(document.createElement("a"), { href: url, textContent: more });
  place.append(" ", link);
}

/**
 * Asks again and again: ask() returns the pause until the next time, 0 for never.
 * Returns a function that waits longer than the pause it gets, because another has asked.
 */
function repeat(ask, begin) {
  let timer = 0;
  let asked = Date.now();
  let pause = begin;
  let failures = 0;

  function plan(times = 1) {
    clearTimeout(timer);
    if (pause && Date.now() - opened < halfDay) timer = setTimeout(round, times * spread(pause));
  }

  async function round() {
    clearTimeout(timer);
    if (document.hidden) return;
    asked = Date.now();
    try {
      pause = await ask();
      failures = 0;
    } catch (error) {
      failures += 1;
      pause = Math.max(error.pause ?? 0, Math.min(first * 2 ** failures, longest));
    }
    plan();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else if (Date.now() - asked >= (pause || first)) round();
    else plan();
  });
  plan();
  return (next) => {
    asked = Date.now();
    failures = 0;
    pause = next;
    plan(behindAnother);
  };
}

/** Returns the JSON at an address, or throws what says how long to leave it alone. */
async function read(url, options) {
  const answer = await fetch(url, options);
  if (answer.ok) return answer.json();
  const error = new Error(answer.statusText);
  error.pause = Number(answer.headers.get("Retry-After") ?? 0) * second;
  throw error;
}

function watch(place) {
  const { dataset } = place;
  let shown = 0;

  function offer(count, target) {
    if (count === shown) return;
    shown = count;
    const link = document.createElement("a");
    link.className = "button quiet";
    link.href = target ?? location.pathname;
    link.textContent = fill(common.show_new, { count });
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      link.setAttribute("aria-disabled", "true");
      if (await showNew(place)) shown = 0;
      else location.assign(link.href);
    });
    place.replaceChildren(...(count ? [link] : []));
  }

  async function askNews() {
    const asked = own().slice(0, 20);
    const ids = asked.map((element) => element.dataset.own);
    const news = await read(ids.length ? `${dataset.news}&own=${ids}` : dataset.news, { cache: "no-cache" });
    for (const element of asked) {
      const mine = news.own?.[element.dataset.own];
      if (mine) tell(element, mine);
    }
    // A link that holds the focus is left alone.
    if (!place.contains(document.activeElement)) offer(Number(news.count) || 0, news.url);
  }

  async function take(state) {
    if (String(state.v) === dataset.version) return;
    await askNews();
    dataset.version = state.v;
  }

  let heard = null;
  /** Shows what another tab has read, as soon as this one is visible. */
  function takeHeard() {
    if (heard && !document.hidden) take(heard).catch(() => {});
  }

  const share = shareWithTabs(dataset.live, (state) => {
    heard = state;
    waitBehind(state.next * second);
    takeHeard();
  });
  const waitBehind = repeat(async () => {
    const state = await read(dataset.live, { credentials: "omit", cache: "no-cache" });
    heard = null;
    share(state);
    await take(state);
    return state.next * second;
  }, first);
  document.addEventListener("visibilitychange", takeHeard);
  // The reader may come back from a tab in which they have changed or deleted a comment.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && own().length) askNews().catch(() => {});
  });

  let pause = soon;
  if (unsettled().length) {
    repeat(async () => {
      await askNews();
      const waits = unsettled().some((element) => element.dataset.state === "waiting");
      pause = waits ? Math.min(pause * 1.5, shortest) : shortest * 2;
      return unsettled().length ? pause : 0;
    }, soon);
  }
}

for (const place of document.querySelectorAll("[data-live]")) watch(place);
