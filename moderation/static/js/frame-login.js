/**
 * Logs a frame in: opens the window for it, proves to the server that both are in one
 * browser, and redeems what was approved there, now or when the page is opened again.
 */
import { hear, tell } from "./frame.js";

const { account, waits, back = "" } = document.body.dataset;
const links = document.querySelectorAll("a[data-login]");
/** An empty page, which closes itself if this frame cannot reach it. */
const opening = new URL("../static/opening.html", import.meta.url);
let opened = null;
let pairing = null;
let isWaiting = waits !== undefined;
/** Whether the page around logs its readers in by itself. */
let isLoginOfPage = false;

async function send(path, fields = {}) {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

/** One pairing a page, begun when the reader first goes for the log-in. */
function begin() {
  pairing ??= send("/embed/pair").then(
    ({ pair }) => pair,
    () => {
      pairing = null;
      return "";
    },
  );
  return pairing;
}

function address(link, pair) {
  const target = new URL(link.href);
  target.searchParams.set("pair", pair);
  if (back) target.searchParams.set("return", back);
  return target.href;
}

/** Where no window can be reached, the way leads through the whole tab and back. */
function offerOtherWay(pair) {
  const other = document.querySelector("[data-other-way]");
  if (!other) return;
  other.hidden = false;
  for (const link of other.querySelectorAll("a")) {
    if (pair) link.href = address(link, pair);
  }
}

function openWindow(event) {
  event.preventDefault();
  const link = event.currentTarget;
  if (isLoginOfPage) return tell({ type: "login" });
  const known = link.dataset.pair;
  const looks = "popup,width=560,height=760";
  opened = open(known ? address(link, known) : opening, "_blank", looks);
  isWaiting = true;
  begin().then((pair) => {
    if (!opened || !pair) {
      offerOtherWay(pair);
      opened?.close();
    } else if (!known) opened.location.replace(address(link, pair));
  });
}

async function redeem(code = "") {
  if (document.prerendering) return;
  const { state } = await send("/embed/redeem", code ? { code } : {});
  if (state === "waiting") return;
  isWaiting = false;
  if (state === "logged_in") tell({ type: "signed-in" });
  // A form that was refused keeps what was written: it is sent again, not loaded anew.
  const place = document.querySelector("[data-logged-in]");
  if (place) place.hidden = state !== "logged_in";
  else if (state === "logged_in" || waits !== undefined) location.reload();
}

function look() {
  if (isWaiting && !document.hidden) redeem().catch(() => {});
}

for (const link of links) {
  for (const intent of ["pointerenter", "focus", "touchstart"]) {
    link.addEventListener(
      intent,
      async () => {
        const pair = !isLoginOfPage && (await begin());
        if (pair) link.dataset.pair = pair;
      },
      { once: true, passive: true },
    );
  }
  link.addEventListener("click", openWindow);
}

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || !opened || source !== opened || data?.ceasefire !== 1) return;
  if (data.type === "approved") look();
  if (data.type !== "pair") return;
  send("/embed/pair/window", { nonce: String(data.nonce) }).then(
    ({ keeps_cookies: keepsCookies }) => {
      if (!keepsCookies) document.querySelector("[data-no-cookies]")?.removeAttribute("hidden");
    },
    () => {},
  );
});

hear("login", () => {
  isLoginOfPage = true;
  for (const hint of document.querySelectorAll("[data-own-window]")) hint.hidden = true;
});

/** The publisher says with a signed token who is logged in there; empty: nobody. */
hear("token", async ({ token }) => {
  // Most pages are read by visitors: they cost no request.
  if (!token && !account) return;
  const { state, error } = await send("/embed/token", { token: String(token) }).catch(({ message }) => ({
    error: `The log-in failed (${message}).`,
  }));
  // biome-ignore lint/suspicious/noConsole: The publisher's developer has to see it.
  if (error) console.warn(`Ceasefire: ${error}`);
  if (state === "logged_in") tell({ type: "signed-in" });
  if (state === "logged_in" || state === "logged_out") location.reload();
});
hear("code", ({ code }) => redeem(String(code)).catch(() => {}));
addEventListener("focus", look);
document.addEventListener("visibilitychange", look);
look();
