/**
 * Asks now and then how many comments are new, and offers them with a link.
 * Nothing is ever put into the page above what someone is reading.
 *
 * <p class="live" data-live="/url" data-live-href="/page" aria-live="polite"></p>
 * The answer is JSON with the number under data-live-key ("count" if not set).
 */
const shortest = 15_000;
const longest = 300_000;

function watch(place) {
  const { live: url, liveHref: href, liveKey: key = "count", liveNoun = "comment" } = place.dataset;
  let pause = shortest;
  let tag = "";
  let shown = 0;

  function show(count) {
    if (count === shown) return;
    shown = count;
    const link = document.createElement("a");
    link.className = "button quiet";
    link.href = href || location.pathname;
    const noun = document.createElement("span");
    noun.className = "visually-hidden";
    noun.textContent = ` ${liveNoun}${count === 1 ? "" : "s"}`;
    link.append(`Show ${count} new`, noun);
    place.replaceChildren(...(count ? [link] : []));
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(url, { headers, cache: "no-store" });
      if (answer.ok) {
        tag = answer.headers.get("ETag") ?? "";
        show(Number((await answer.json())[key]) || 0);
      }
      const fine = answer.ok || answer.status === 304;
      pause = fine ? shortest : Math.min(pause * 2, longest);
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
