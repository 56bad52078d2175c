/**
 * Allows push messages in this browser, after a click, and says why it cannot.
 *
 * <div data-push data-key="…"> holds a form with three hidden fields, and one paragraph
 * for each state: data-state="ready|on|denied|install|missing".
 */
const panel = document.querySelector("[data-push]");
const zone = document.querySelector("[data-zone]");

function show(state) {
  for (const each of panel.querySelectorAll("[data-state]")) {
    each.hidden = each.dataset.state !== state;
  }
}

function isApple() {
  return /iPhone|iPad/.test(navigator.userAgent) || navigator.maxTouchPoints > 1;
}

async function stateNow() {
  if (!("serviceWorker" in navigator)) return "missing";
  if (!("PushManager" in window)) return isApple() ? "install" : "missing";
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  const known = panel.dataset.endpoints.split(" ");
  return subscription && known.includes(await digest(subscription.endpoint)) ? "on" : "ready";
}

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, "0")).join("");
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

async function allow(form) {
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  const registration = await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(panel.dataset.key),
  });
  const { endpoint, keys } = subscription.toJSON();
  form.endpoint.value = endpoint;
  form.p256dh.value = keys.p256dh;
  form.auth.value = keys.auth;
  form.submit();
}

if (panel) {
  const form = panel.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    allow(form).catch(() => show("failed"));
  });
  show(await stateNow());
}

if (zone && !zone.value && !zone.dataset.saved) {
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone.selectedIndex < 0) zone.value = "";
}
