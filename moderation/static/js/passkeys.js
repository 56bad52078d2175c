/**
 * Makes and uses passkeys. A form with data-passkey holds what the browser needs; the
 * answer goes into its field "answer", and the form is sent as any other.
 */
const forms = document.querySelectorAll("form[data-passkey]");

async function answerOf(form) {
  const options = JSON.parse(form.dataset.passkey);
  if (form.dataset.makes !== undefined) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

for (const form of forms) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    const field = form.elements.answer;
    if (field.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const problem = form.querySelector("[data-problem]");
    problem.hidden = true;
    try {
      field.value = JSON.stringify(await answerOf(form));
      form.requestSubmit();
    } catch {
      problem.hidden = false;
    }
  }, { capture: true });
}
