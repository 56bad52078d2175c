/**
 * Asks now and then what is new to this reader, and offers it with a link.
 * Nothing is ever put into the page above what someone is reading. What became of
 * the reader's own comments is said where they stand.
 *
 * <p class="live" data-live="/url" data-live-href="/page" aria-live="polite"></p>
 * The answer is JSON: the number under data-live-key ("count" if not set), "url" where
 * the new things begin, and "own": by id, the state, its words and where to read on.
 * <div data-own="12" data-state="waiting"><p class="state">…</p></div>
 */
import { common, fill } from "./texts.js";

const soon = 3_000;
const shortest = 15_000;
const longest = 300_000;

const settled = new Set(["published", "rejected", "deleted"]);
const unsettled = () =>
  [...document.querySelectorAll("[data-own]")].filter(({ dataset }) => !settled.has(dataset.state));

/** Says what became of one of the reader's own comments. */
function tell(element, { state, words, url, more }) {
  if (element.dataset.state === state) return;
  element.classList.replace(`state-${element.dataset.state}`, `state-${state}`);
  element.dataset.state = state;
  const place = element.querySelector(".state");
  place.replaceChildren(words);
  if (!url) return;
  const link = Object.assign(document.createElement("a"), { href: url, textContent: more });
  place.append(" ", link);
}

function watch(place) {
  const { live: url, liveHref: href, liveKey: key = "count" } = place.dataset;
  let pause = unsettled().length ? soon : shortest;
  let tag = "";
  let asked = "";
  let shown = 0;

  function show(count, target) {
    if (count === shown) return;
    shown = count;
    const link = document.createElement("a");
    link.className = "button quiet";
    link.href = target || href || location.pathname;
    link.textContent = fill(common.show_new, { count });
    place.replaceChildren(...(count ? [link] : []));
  }

  function address() {
    const own = unsettled().slice(0, 20).map((element) => element.dataset.own);
    return own.length ? `${url}${url.includes("?") ? "&" : "?"}own=${own}` : url;
  }

  async function ask() {
    if (document.hidden) return;
    const wanted = address();
    if (wanted !== asked) tag = "";
    asked = wanted;
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(wanted, { headers, cache: "no-store" });
      if (answer.ok) {
        tag = answer.headers.get("ETag") ?? "";
        const news = await answer.json();
        show(Number(news[key]) || 0, news.url);
        for (const element of unsettled()) {
          const mine = news.own?.[element.dataset.own];
          if (mine) tell(element, mine);
        }
      }
      const fine = answer.ok || answer.status === 304;
      const waits = unsettled().some(({ dataset }) => dataset.state === "waiting");
      if (!fine) pause = Math.min(pause * 2, longest);
      else pause = waits ? Math.min(pause * 1.5, shortest) : shortest;
    } catch {
      pause = Math.min(pause * 2, longest);
    }
  }

  async function round() {
    // A link that holds the focus is left alone.
    if (!place.contains(document.activeElement)) await ask();
    setTimeout(round, pause);
  }
  setTimeout(round, pause);
}

for (const place of document.querySelectorAll("[data-live]")) watch(place);
