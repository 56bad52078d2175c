/** Posts a comment with Ctrl+Enter or Cmd+Enter, as its first button does. */
document.addEventListener("keydown", (event) => {
  if ("plainWriting" in document.body.dataset) return;
  const isAsked = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
  if (!isAsked || !event.target.matches?.("form.write textarea")) return;
  const { form } = event.target;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[type=submit]:not([formaction])"));
});
