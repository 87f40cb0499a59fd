/* Taps of the attendance page: each carries a name of its own, so that a retry is recognised, and the phone's time.
   Buttons `data-shift` move the time of the choices by some minutes. */
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.closest("[data-tap]")) return;
  event.detail.headers["X-Tap-Id"] = crypto.randomUUID?.() ?? "";
  event.detail.headers["X-Tap-Time"] = new Date().toISOString();
});

function showShifts(root) {
  for (const button of root.querySelectorAll("[data-shift]")) button.hidden = false;
}

document.addEventListener("htmx:afterSwap", (event) => {
  showShifts(document);
  const sheet = event.detail.target.querySelector?.(".sheet");
  if (sheet) sheet.scrollIntoView({ block: "nearest" });
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-shift]");
  if (!button) return;
  const input = document.getElementById(button.dataset.shiftTarget);
  const [hours, minutes] = (input.value || "00:00").split(":").map(Number);
  const shifted = (hours * 60 + minutes + Number(button.dataset.shift) + 1440) % 1440;
  input.value = `${String(Math.floor(shifted / 60)).padStart(2, "0")}:${String(shifted % 60).padStart(2, "0")}`;
});
showShifts(document);
