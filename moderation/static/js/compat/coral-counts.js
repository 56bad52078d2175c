/**
 * Fills <span class="coral-count" data-coral-id="…" data-coral-url="…"></span> with the
 * number of comments, and with the word for them unless data-coral-notext is "true".
 */
import { countAll } from "./counts.js";
import { ownAddress, whenRead } from "./stories.js";

function part(name, text) {
  return Object.assign(document.createElement("span"), { className: `coral-count-${name}`, textContent: text });
}

whenRead(() =>
  countAll(
    "coral",
    [...document.querySelectorAll(".coral-count")],
    ({ dataset }) => ({ id: dataset.coralId, url: dataset.coralUrl || ownAddress() }),
    (place, { number, word }) => {
      const parts = [part("number", number)];
      if (place.dataset.coralNotext !== "true") parts.push(" ", part("text", word));
      place.replaceChildren(...parts);
    },
  ),
);
