/**
 * Fills links that end with #disqus_thread, and elements of the class
 * disqus-comment-count, with the number of comments. data-disqus-identifier or
 * data-disqus-url names the story; else the link does.
 */
import { countAll } from "./counts.js";
import { whenRead } from "./stories.js";

const filled = new WeakSet();

function storyOf({ dataset, href = "" }) {
  const url = dataset.disqusUrl || href.split("#")[0] || location.href.split("#")[0];
  return { id: dataset.disqusIdentifier, url };
}

function fill({ reset = false } = {}) {
  const all = document.querySelectorAll('a[href$="#disqus_thread"], .disqus-comment-count');
  const places = [...all].filter((each) => reset || !filled.has(each));
  for (const each of places) filled.add(each);
  countAll("disqus", places, storyOf, (place, { text }) => {
    place.textContent = text;
  });
}

window.DISQUSWIDGETS = { getCount: fill };
whenRead(() => fill());
