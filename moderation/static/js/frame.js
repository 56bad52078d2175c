/**
 * Talks to the publisher's page around a page in a frame: how high the page is, where
 * to scroll, how many comments there are. Only origins that the site allows are told
 * or heard, and no message carries a secret.
 */
const { framedBy = "", comments, accent } = document.body.dataset;
const allowed = framedBy.split(" ").filter(Boolean);
const isFramed = parent !== window;

/** The origin of the page around, if the browser says so; else each allowed one. */
function listeners() {
  const known = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  return allowed.includes(known) ? [known] : allowed;
}

export function tell(message) {
  if (!isFramed) return;
  for (const origin of listeners()) parent.postMessage({ ceasefire: 1, ...message }, origin);
}

export function hear(type, act) {
  addEventListener("message", ({ data, origin, source }) => {
    const isHost = source === parent && allowed.includes(origin);
    if (isHost && data?.ceasefire === 1 && data.type === type) act(data);
  });
}

// The server has checked that it is a colour, and that text in it can be read.
if (accent) {
  for (const name of ["--pencil", "--pencil-strong"]) {
    document.documentElement.style.setProperty(name, accent);
  }
}

let height = 0;
let isAsked = false;
function measure() {
  isAsked = false;
  const now = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (Math.abs(now - height) < 4) return;
  height = now;
  tell({ type: "height", height });
}

function measureSoon() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(measure);
}

/** The page around scrolls, since the frame is as high as its page. */
export function scrollTo(element) {
  tell({ type: "scroll", y: element.getBoundingClientRect().top + scrollY });
}

function landing() {
  const wanted = new URLSearchParams(location.search).get("around");
  const id = location.hash.slice(1) || (wanted && `comment-${wanted}`);
  return id ? document.getElementById(id) : null;
}

function land() {
  const target = landing();
  if (!target) return;
  target.focus({ preventScroll: true });
  scrollTo(target);
}

/**
 * Pages outside the frame open in a tab of their own. A person who is named in a comment
 * is near: their comment is often on this page.
 */
function leave(event) {
  const link = event.target.closest?.("a[href]");
  const comment = link?.matches(".mention") && /\d+$/.exec(link.pathname);
  const place = comment && document.getElementById(`comment-${comment[0]}`);
  if (place) {
    event.preventDefault();
    place.focus({ preventScroll: true });
    scrollTo(place);
    return;
  }
  if (!link || link.target || new URL(link.href).pathname.startsWith("/embed/")) return;
  link.target = "_blank";
  link.rel = "noopener";
}

document.addEventListener("click", leave, true);
document.addEventListener("auxclick", leave, true);
addEventListener("hashchange", land);

hear("hash", ({ comment }) => {
  if (!/^\d{1,18}$/.test(comment ?? "")) return;
  const target = document.getElementById(`comment-${comment}`);
  if (target) {
    const replies = target.closest("details.thread-replies");
    if (replies) replies.open = true;
    target.focus({ preventScroll: true });
    scrollTo(target);
    return;
  }
  const page = new URL(document.body.dataset.article, location.href);
  page.searchParams.set("around", comment);
  location.replace(page);
});

if (isFramed) {
  new ResizeObserver(measureSoon).observe(document.documentElement);
  // By then every module listens, so that no answer to this is lost.
  addEventListener("DOMContentLoaded", () => {
    const [{ type } = {}] = performance.getEntriesByType("navigation");
    const place = window.navigation?.currentEntry?.key;
    tell({ type: "ready", by: type, place, lands: landing() !== null });
    measure();
  });
  if (comments !== undefined) tell({ type: "count", count: Number(comments) });
  // A form was accepted, and the address names the comment that it made.
  const [, posted] = /^#comment-(\d{1,18})$/.exec(location.hash) ?? [];
  if (posted && document.querySelector("[data-accepted]")) tell({ type: "posted", comment: posted });
  addEventListener("load", () => setTimeout(land));
}
