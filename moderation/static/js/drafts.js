/**
 * Keeps what is typed into <textarea data-draft="name"> until the server accepts it.
 *
 * A draft belongs to the account that <body data-account> names. It is kept in this
 * browser for a week, through closing the tab and logging in again. It goes when the
 * server says that it was accepted (data-accepted), when its owner logs out, and when
 * somebody else logs in.
 *
 * What was accepted is remembered until the tab closes: the browser's Back button puts
 * it into the field again, from where it would be sent twice.
 */
const week = 7 * 24 * 3600 * 1000;
const account = document.body.dataset.account ?? "";
const own = `draft:${account}:`;
const sentBefore = "sent-";

/** Storage may be full or forbidden; a draft is then simply not kept. */
function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function names() {
  return quietly(() => Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) ?? [];
}

function read(name) {
  const kept = quietly(() => JSON.parse(localStorage.getItem(name)));
  return kept && Date.now() - kept.at < week ? kept.text : null;
}

function write(name, text) {
  quietly(() => {
    if (text) localStorage.setItem(name, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(name);
  });
}

/** Remembers what was sent, and once it is accepted, that it was. */
function remember(name, text) {
  quietly(() => sessionStorage.setItem(sentBefore + name, JSON.stringify({ text, accepted: false })));
}

function accept(name) {
  const key = sentBefore + name;
  quietly(() => {
    const sent = JSON.parse(sessionStorage.getItem(key));
    if (sent) sessionStorage.setItem(key, JSON.stringify({ ...sent, accepted: true }));
  });
}

function wasAccepted(name, text) {
  const sent = quietly(() => JSON.parse(sessionStorage.getItem(sentBefore + name)));
  return Boolean(sent?.accepted) && sent.text === text;
}

function forget() {
  for (const { dataset } of document.querySelectorAll("[data-accepted]")) {
    if (dataset.accepted === "*") quietly(() => sessionStorage.clear());
    else accept(own + dataset.accepted);
    for (const name of names()) {
      if (dataset.accepted === "*" || name === own + dataset.accepted) write(name, null);
    }
  }
  for (const name of names()) {
    const isForeign = account && !name.startsWith(own);
    if (isForeign || read(name) === null) write(name, null);
  }
}

function show(area, text) {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function keep(area) {
  const name = own + area.dataset.draft;
  const draft = read(name);
  const isAsServed = area.value === area.defaultValue && !area.hasAttribute("aria-invalid");
  area.addEventListener("input", () => {
    write(name, area.value === area.defaultValue && !("draftSent" in area.dataset) ? null : area.value);
  });
  if ("draftSent" in area.dataset) write(name, area.value);
  else if (draft && isAsServed) {
    show(area, draft);
    area.closest("details")?.setAttribute("open", "");
  }
  // The form says which draft it sends, so that the server can say that it took it.
  area.form?.addEventListener("formdata", ({ formData }) => {
    if (!formData.has("draft")) formData.append("draft", area.dataset.draft);
    remember(name, area.value);
  });
  addEventListener("pageshow", () => {
    if (area.value !== area.defaultValue && wasAccepted(name, area.value)) show(area, area.defaultValue);
  });
  // Another tab has sent the same text or goes on writing it. What differs stays.
  addEventListener("storage", (event) => {
    const before = quietly(() => JSON.parse(event.oldValue)?.text) ?? area.defaultValue;
    if (event.key !== name || area.value !== before) return;
    show(area, read(name) ?? area.defaultValue);
  });
}

forget();
function keepAll(within) {
  if (account) for (const area of within.querySelectorAll("textarea[data-draft]")) keep(area);
}
keepAll(document);
document.addEventListener("ceasefire:added", ({ target }) => keepAll(target));
