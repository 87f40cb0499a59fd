/* An htmx request that fails is never silent: the banner shows until the next one succeeds.
   A request answered by another page than the one asked for, the sign-in page, leads there instead of being swapped in. */
const banner = document.querySelector("[data-request-errors]");

function toggle(failed) {
  if (!banner) return;
  banner.hidden = !failed;
  if (failed) banner.scrollIntoView({ block: "center" });
}

document.addEventListener("htmx:responseError", () => toggle(true));
document.addEventListener("htmx:sendError", () => toggle(true));
document.addEventListener("htmx:timeout", () => toggle(true));
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.successful) toggle(false);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { finalRequestPath, responsePath } = event.detail.pathInfo;
  const isElsewhere = new URL(responsePath ?? finalRequestPath, location).pathname !== new URL(finalRequestPath, location).pathname;
  if (isElsewhere && /^\s*<!doctype/i.test(event.detail.xhr.responseText)) {
    event.detail.shouldSwap = false;
    window.location.assign(event.detail.xhr.responseURL || window.location.href);
  }
});
