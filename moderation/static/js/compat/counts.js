/** Asks how many comments stories have, with one request for up to thirty of them. */
import { home } from "./stories.js";

const most = 30;

async function ask(system, some) {
  const target = new URL(`${home}/compat/${system}/counts`);
  for (const { id = "", url = "" } of some) {
    target.searchParams.append("id", id);
    target.searchParams.append("url", url);
  }
  const { lang } = document.documentElement;
  if (lang) target.searchParams.set("lang", lang);
  const answer = await fetch(target, { credentials: "omit" });
  return answer.ok ? (await answer.json()).counts : [];
}

/** Calls *show* for each of *places* with the number of its story, and its words. */
export function countAll(system, places, storyOf, show) {
  for (let start = 0; start < places.length; start += most) {
    const some = places.slice(start, start + most);
    ask(system, some.map(storyOf)).then(
      (counts) => {
        for (const [index, count] of counts.entries()) show(some[index], count);
      },
      () => {},
    );
  }
}
