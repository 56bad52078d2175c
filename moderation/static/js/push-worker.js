/**
 * The service worker: shows push messages and opens their page. It keeps no pages.
 *
 * A message is the JSON of a declarative push message, which browsers that know it show
 * without this worker.
 */
function shown(event) {
  const { title, navigate, app_badge, ...options } = event.data.json().notification;
  return self.registration.showNotification(title, { ...options, data: { navigate } });
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
  event.waitUntil(open(event.notification.data.navigate));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
