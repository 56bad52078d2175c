/**
 * Sends a large file in parts, so that neither a proxy nor the server has to take it at
 * once. A part that failed is sent again from where the server stands. A file that is
 * refused leaves the form as it is.
 */
import { fill } from "./texts.js";

const PART = 1_000_000;
const ATTEMPTS = 5;
const form = document.querySelector("form[data-upload]");
const progress = form?.querySelector("[data-upload-progress]");
const input = form?.elements.namedItem("file");

form?.addEventListener("submit", async (event) => {
  const file = input.files[0];
  if (!file || file.size <= PART) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  if (file.size > Number(form.dataset.most)) return refuse(form.dataset.tooLarge);
  button?.setAttribute("aria-disabled", "true");
  try {
    const page = await begin(file);
    await sendParts(page, file);
    await post(page, { act: "read" });
    location.assign(page);
  } catch (error) {
    refuse(error.message);
    button?.removeAttribute("aria-disabled");
  }
}, { capture: true });

async function begin(file) {
  const fields = new FormData(form);
  fields.delete("file");
  fields.set("file_name", file.name);
  const answer = await fetch(form.action, { method: "POST", body: fields });
  if (!answer.ok) throw new Error(await reason(answer));
  return answer.url;
}

async function sendParts(page, file) {
  let at = 0;
  let failed = 0;
  while (at < file.size) {
    show(fill("{percent} %", { percent: Math.floor((100 * at) / file.size) }));
    const answer = await post(`${page}/part`, { at, part: file.slice(at, at + PART) }).catch(() => null);
    if (answer?.status === 422) throw new Error(await reason(answer));
    const told = answer ? await answer.json().catch(() => ({})) : {};
    if (Number.isInteger(told.size) && told.size > at) {
      at = told.size;
      failed = 0;
    } else if (++failed === ATTEMPTS) {
      throw new Error(form.dataset.failed);
    }
  }
}

function post(address, values) {
  const fields = new FormData();
  fields.set("csrf_token", form.elements.namedItem("csrf_token").value);
  for (const [name, value] of Object.entries(values)) fields.set(name, value);
  return fetch(address, { method: "POST", body: fields });
}

async function reason(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(".error")?.textContent.trim() ?? form.dataset.failed;
}

function refuse(words) {
  show(words);
  progress.classList.add("error");
}

function show(words) {
  progress.hidden = false;
  progress.classList.remove("error");
  progress.textContent = words;
}
