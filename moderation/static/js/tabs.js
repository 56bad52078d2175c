/**
 * Shares what one tab has read from the server with the reader's other tabs, so that
 * one asks for all of them. In a frame these are the tabs of the same publisher.
 */

/**
 * Calls *hear* with what another tab has shared under *name*, and returns the function
 * that shares. Nothing is shared where the browser keeps storage from the page.
 */
export function shareWithTabs(name, hear) {
  let channel = null;

  function open() {
    try {
      channel = new BroadcastChannel(name);
      channel.addEventListener("message", ({ data }) => hear(data));
    } catch {
      channel = null;
    }
  }

  // A browser may not keep a page with an open channel for the Back button.
  addEventListener("pagehide", () => {
    channel?.close();
    channel = null;
  });
  addEventListener("pageshow", ({ persisted }) => persisted && open());
  open();
  return (found) => channel?.postMessage(found);
}
