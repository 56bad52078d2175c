/**
 * The window in which a reader logs in for a frame on a publisher's page. It tells the
 * frame that opened it which window this is, and when the log-in is done. Only a frame
 * of our own origin gets the message.
 */
const opening = document.querySelector("[data-window-nonce]");
const end = document.querySelector("[data-window]");

function tell(message) {
  try {
    opener?.postMessage({ ceasefire: 1, ...message }, location.origin);
  } catch {
    /* The page that opened the window is gone. */
  }
}

if (opening) tell({ type: "pair", nonce: opening.dataset.windowNonce });
if (end?.dataset.window === "registered") tell({ type: "approved" });
if (end?.dataset.window === "approved" && opener) {
  tell({ type: "approved" });
  close();
}
if (end?.dataset.window === "back") location.replace(end.href);
