/**
 * Solves a proof of work before a form with [data-proof] is sent. The challenge is
 * ALTCHA's: find the counter whose derived key begins with a prefix. The browser derives
 * keys beside the page's own thread, so the page can still be used meanwhile.
 */
const AT_ONCE = 8;
const SAY_AGAIN = 8000;
const READY = "ready";

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array([...bytesOf(nonce), 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(password.length - 4, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const rule = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  return hexOf(new Uint8Array(await crypto.subtle.deriveBits(rule, key, keyLength * 8)));
}

async function solve(parameters) {
  for (let from = 0; ; from += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, ahead) => derive(parameters, from + ahead));
    const keys = await Promise.all(tries);
    const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (found >= 0) return { counter: from + found, derivedKey: keys[found] };
  }
}

/** The solution as the form sends it; empty where this browser cannot find one. */
async function proofFrom(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return "";
    const challenge = await answer.json();
    return btoa(JSON.stringify({ challenge, solution: await solve(challenge.parameters) }));
  } catch {
    return "";
  }
}

function put(form, proof) {
  const field = form.elements.namedItem("proof") ?? document.createElement("input");
  Object.assign(field, { type: "hidden", name: "proof", value: proof });
  form.append(field);
}

// What is said stands below the buttons, where who has pressed one looks.
for (const place of document.querySelectorAll("[data-proof]")) place.closest("form").append(place);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const place = form.querySelector("[data-proof]");
  if (!place || event.defaultPrevented || place.dataset.state === READY) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (place.dataset.state) return;
  const { submitter } = event;
  const { proof, working, still, done } = place.dataset;
  place.dataset.state = "working";
  place.textContent = working;
  submitter?.setAttribute("aria-disabled", "true");
  const again = setInterval(() => {
    place.textContent = place.textContent === still ? working : still;
  }, SAY_AGAIN);
  put(form, await proofFrom(proof));
  clearInterval(again);
  place.textContent = done;
  place.dataset.state = READY;
  submitter?.removeAttribute("aria-disabled");
  form.requestSubmit(submitter);
}, { capture: true });

// A page that comes back from the browser's memory has used its proof.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const place of document.querySelectorAll("[data-proof]")) {
    delete place.dataset.state;
    place.textContent = "";
  }
});
