/**
 * The service worker: shows push messages and opens their page. It keeps no pages.
 *
 * A message is the JSON of a declarative push message, which browsers that know it show
 * without this worker.
 */
const LIST = "/notifications";
const KNOWN = /^\/notifications\/\d+$/;

function shown(event) {
  const { title, navigate, app_badge, ...options } = event.data.json().notification;
  return self.registration.showNotification(title, { ...options, data: { navigate } });
}

/**
 * The page that a click opens: a notification on this origin, whatever a message names.
 * The reader is logged in here, and from here the server leads to the comment.
 */
function destination(navigate) {
  const { origin } = self.location;
  const path = URL.canParse(navigate, origin) ? new URL(navigate, origin).pathname : LIST;
  return origin + (KNOWN.test(path) ? path : LIST);
}

async function open(address) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((each) => each.url === address);
  return page ? page.focus() : self.clients.openWindow(address);
}

async function renew(event) {
  const old = event.oldSubscription;
  if (!old) return;
  const subscription =
    event.newSubscription ?? (await self.registration.pushManager.subscribe(old.options));
  const { endpoint, keys } = subscription.toJSON();
  const body = new URLSearchParams({ old_endpoint: old.endpoint, endpoint, ...keys });
  await fetch("/push/renewal", { method: "POST", body });
}

self.addEventListener("push", (event) => event.waitUntil(shown(event)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(destination(event.notification.data?.navigate)));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
