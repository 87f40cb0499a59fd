/* A changed form marked `data-warn-unsaved` asks before it is left without being sent. */
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-warn-unsaved")) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target)); // another form of the page still asks
window.addEventListener("beforeunload", (event) => {
  const waiting = [...changed].some((form) => form.isConnected);
  if (waiting) event.preventDefault();
});
