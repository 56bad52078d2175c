/**
 * Takes the place of Coral's embed script: Coral.createStreamEmbed() places our element
 * with the same options, methods and events, as far as they have a counterpart.
 */
import { discussion, home, ignore, ownAddress } from "./stories.js";

/** Coral's names of what our element tells, and what listeners get. */
const told = {
  "signed-in": ["signedIn", () => undefined],
  login: ["loginPrompt", () => undefined],
  posted: ["createComment.success", ({ comment }) => ({ success: { id: comment } })],
};
const known = new Set(Object.values(told).map(([name]) => name));

/** The emitter that the option "events" gets. */
function emitterOf(element) {
  const listeners = [];
  for (const [ours, [name, dataOf]] of Object.entries(told)) {
    element.addEventListener(`ceasefire:${ours}`, ({ detail }) => {
      const data = dataOf(detail ?? {});
      for (const each of [...listeners]) {
        if (each.isOnce && each.name === name) listeners.splice(listeners.indexOf(each), 1);
        if (each.name === name) each.act(data);
        else if (!each.name) each.act(name, data);
      }
    });
  }
  function listen(name, act, isOnce) {
    if (!known.has(name)) return ignore(`Coral's event “${name}”`, "has no counterpart in Ceasefire, and never comes");
    if (name === "loginPrompt") element.setAttribute("login", "page");
    listeners.push({ name, act, isOnce });
  }
  return {
    on: (name, act) => listen(name, act, false),
    once: (name, act) => listen(name, act, true),
    onAny: (act) => listeners.push({ act }),
    off: (name, act) => {
      const place = listeners.findIndex((each) => each.name === name && each.act === act);
      if (place >= 0) listeners.splice(place, 1);
    },
  };
}

/** Whether an address is not ours; one that is no address is not, either. */
function isElsewhere(address) {
  try {
    return new URL(address, location.href).origin !== home;
  } catch {
    return true;
  }
}

function createStreamEmbed(options = {}) {
  const { id, rootURL, storyID, storyURL, accessToken, autoRender, events, containerClassName, ...others } = options;
  if (rootURL && isElsewhere(rootURL)) {
    ignore("Coral's option “rootURL”", `is ignored: the comments come from ${home}`);
  }
  for (const name of Object.keys(others)) ignore(`Coral's option “${name}”`);
  const url = storyURL || ownAddress();
  const element = discussion({ from: "coral", article: storyID, url, token: accessToken, class: containerClassName });
  const emitter = emitterOf(element);
  events?.(emitter);
  const embed = {
    render() {
      const place = document.getElementById(id);
      if (!place) return ignore(`The element “${id}” for the comments`, "is not on this page");
      if (!element.isConnected) place.replaceChildren(element);
    },
    remove: () => element.remove(),
    login: (token) => element.setAttribute("token", token),
    logout: () => element.setAttribute("token", ""),
    on: emitter.on,
    off: emitter.off,
  };
  if (autoRender) embed.render();
  return embed;
}

window.Coral = { ...window.Coral, createStreamEmbed };
