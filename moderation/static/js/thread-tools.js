/**
 * Copies links to comments, and remembers which replies a reader has collapsed.
 *
 * <section class="comments" data-tools> has both. Without scripts, the time of a comment
 * is its link, and replies collapse as long as the page is open.
 */
import { common } from "./texts.js";

const memory = "ceasefire-collapsed";
const most = 200;
const shownFor = 3_000;
/** What screen readers say after a click. One live region serves all comments. */
const spoken = Object.assign(document.createElement("p"), {
  className: "visually-hidden",
  ariaLive: "polite",
});

function collapsed() {
  try {
    return JSON.parse(localStorage.getItem(memory) ?? "[]");
  } catch {
    return [];
  }
}

function remember({ target }) {
  const { thread } = target.dataset ?? {};
  if (!thread) return;
  const others = collapsed().filter((each) => each !== thread);
  const now = target.open ? others : [...others, thread].slice(-most);
  try {
    localStorage.setItem(memory, JSON.stringify(now));
  } catch {
    /* Without storage they stay collapsed as long as the page. */
  }
}

/** Opens whatever hides the comment that the address names. */
function reveal() {
  const named = location.hash && document.getElementById(location.hash.slice(1));
  for (let each = named || null; each; each = each.parentElement) {
    if (each.matches("details.thread-replies")) each.open = true;
  }
}

function collapse(within) {
  const ids = new Set(collapsed());
  for (const each of within.querySelectorAll("details[data-thread]")) {
    if (ids.has(each.dataset.thread)) each.open = false;
  }
  reveal();
}

/** In a frame, the link leads to the comment on the publisher's page. */
function linkOf(comment) {
  const { back } = document.body.dataset;
  return back ? `${back}#${comment.id}` : comment.querySelector(".permalink").href;
}

/** Writes to the clipboard, also where the browser lets a page do so only by hand. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    before?.focus();
    return isCopied;
  }
}

function addCopy(comment) {
  const menu = comment.querySelector(":is(:scope, :scope > .muted) > .actions > .more-actions ul");
  if (!menu || menu.querySelector(".copy-link")) return;
  const words = Object.assign(document.createElement("span"), { textContent: common.copy_link });
  const author = comment.querySelector(".comment-by bdi")?.textContent ?? "";
  const about = Object.assign(document.createElement("span"), {
    className: "visually-hidden",
    textContent: ` (${author})`,
  });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "link copy-link",
  });
  button.append(words, about);
  button.addEventListener("click", async () => {
    words.textContent = (await copy(linkOf(comment))) ? common.copied : common.not_copied;
    spoken.textContent = words.textContent;
    setTimeout(() => {
      words.textContent = common.copy_link;
    }, shownFor);
  });
  const place = document.createElement("li");
  place.append(button);
  menu.append(place);
}

function addAll(within) {
  collapse(within);
  for (const comment of document.querySelectorAll("[data-tools] .comment")) addCopy(comment);
}

if (document.querySelector("[data-tools]")) {
  document.body.append(spoken);
  addAll(document);
  // Before the memory is written for the first time, so that it does not forget.
  document.addEventListener("toggle", remember, true);
  document.addEventListener("ceasefire:added", ({ target }) => addAll(target));
  addEventListener("hashchange", reveal);
}
