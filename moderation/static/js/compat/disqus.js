/**
 * Takes the place of Disqus's embed script: reads disqus_config, places our element in
 * #disqus_thread, and offers DISQUS.reset() for pages that change without loading anew.
 */
import { discussion, ignore, whenRead } from "./stories.js";

const plural = ["preData", "preInit", "preReset", "onInit", "onReady", "afterRender", "onNewComment", "onPaginate", "onIdentify"];

/** What the functions of the page fill in; the older variables are its defaults. */
function configured(...functions) {
  const page = { identifier: window.disqus_identifier, url: window.disqus_url, title: window.disqus_title };
  const config = { page, callbacks: Object.fromEntries(plural.map((name) => [name, []])) };
  for (const each of functions) each?.call(config);
  return config;
}

function call(listeners, ...values) {
  for (const each of [listeners].flat()) each?.(...values);
}

function listen(element, { onReady, onNewComment, ...others }) {
  element.addEventListener("ceasefire:ready", () => call(onReady), { once: true });
  element.addEventListener("ceasefire:posted", ({ detail }) => call(onNewComment, { id: detail.comment }));
  for (const [name, listeners] of Object.entries(others)) {
    if ([listeners].flat().length) ignore(`Disqus's callback “${name}”`);
  }
}

function place(config) {
  const { page, callbacks, language, ...others } = config;
  const { identifier, url, title, ...rest } = page;
  for (const name of Object.keys({ ...others, ...rest })) ignore(`Disqus's setting “${name}”`);
  const thread = document.getElementById("disqus_thread");
  if (!thread) return ignore("The element “disqus_thread” for the comments", "is not on this page");
  const element = discussion({
    from: "disqus",
    article: identifier,
    url: (url || location.href).split("#")[0],
    label: title && `Comments: ${title}`,
    lang: language,
  });
  listen(element, callbacks);
  thread.replaceChildren(element);
}

window.DISQUS = {
  ...window.DISQUS,
  reset: ({ reload = false, config } = {}) => reload && place(configured(window.disqus_config, config)),
};
whenRead(() => place(configured(window.disqus_config)));
