/**
 * Puts comments that are new on this page into it, without moving the others. The page
 * is read again, and what it has and this one lacks is added; nothing is taken away.
 */

/** The list item of a comment in a list, which may be the reader's own copy elsewhere. */
function itemOf(list, id) {
  return [...list.children].find((item) => item.querySelector(".comment")?.id === id);
}

/** Adds to *here* what *fresh* has more; returns the comments that were added. */
function merge(here, fresh) {
  const added = [];
  let before = null;
  for (const item of fresh.children) {
    const comment = item.querySelector(".comment");
    if (!comment) continue;
    const known = itemOf(here, comment.id);
    if (known) {
      added.push(...mergeReplies(known, item));
      before = known;
      continue;
    }
    // The reader's own comment stands elsewhere until it is published.
    document.querySelector(`.own-comment#${comment.id}`)?.remove();
    const copy = document.importNode(item, true);
    if (before) before.after(copy);
    else here.prepend(copy);
    before = copy;
    added.push(copy.querySelector(".comment"));
    copy.dispatchEvent(new Event("ceasefire:added", { bubbles: true }));
  }
  if (added.length) here.querySelector(":scope > .empty")?.remove();
  return added;
}

/** The list of replies of a thread, which may be in something that collapses it. */
const repliesOf = (item) => item.querySelector(":scope > .replies, :scope > .thread-replies > .replies");

function mergeReplies(known, item) {
  const fresh = repliesOf(item);
  if (!fresh) return [];
  if (!repliesOf(known)) {
    const whole = document.importNode(fresh.closest(".thread-replies") ?? fresh, true);
    known.querySelector(".comment").after(whole);
    repliesOf(known).replaceChildren();
  }
  const [here, count] = [repliesOf(known), item.querySelector(":scope > .thread-replies > summary")];
  if (count) known.querySelector(":scope > .thread-replies > summary")?.replaceWith(count.cloneNode(true));
  return merge(here, fresh);
}

/**
 * Shows what is new in place of *place*, the line that offers it.
 *
 * Returns false if nothing of it belongs on this page.
 */
export async function showNew(place) {
  // A browser may show a page from its cache for a while, which lacks what is new.
  const answer = await fetch(location.pathname + location.search, { cache: "no-cache" }).catch(() => null);
  if (!answer?.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  const lists = (within) => within.querySelector(".comments > .threads, .comments > .replies");
  if (!fresh || !lists(page) || !lists(document)) return false;
  const added = merge(lists(document), lists(page));
  if (!added.length) return false;
  Object.assign(place.dataset, { version: fresh.dataset.version, news: fresh.dataset.news });
  const count = document.querySelector("#comments-title .count");
  if (count) count.textContent = page.querySelector("#comments-title .count").textContent;
  place.replaceChildren();
  for (const comment of added) comment.classList.add("is-new");
  added[0].focus();
  return true;
}
