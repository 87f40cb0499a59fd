/* The error summary takes focus, on load and after a swap, and names the error in the page's title. */
function show(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (!summary) return;
  const prefix = summary.dataset.titlePrefix;
  if (!document.title.startsWith(prefix)) document.title = `${prefix} ${document.title}`;
  summary.focus();
}

show(document);
document.addEventListener("htmx:afterSwap", (event) => show(event.detail.target));
