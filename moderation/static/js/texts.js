/**
 * The texts that modules show, in the language of the page. A template gives them as
 * JSON in data-texts; "{count}" in a text is a place for a value.
 */
export const language = document.documentElement.lang;

export function textsOf(element) {
  return JSON.parse(element?.dataset.texts ?? "{}");
}

/** The texts that every page has. */
export const common = textsOf(document.body);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}
