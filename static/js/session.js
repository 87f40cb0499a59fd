/* Three minutes before a session left alone ends (`data-session-limit`, in seconds), drafts are saved, and a banner offers
   to stay. Whoever types is not away: a long form renews the session. Windows of one browser tell each other the moment
   they were last used, and nothing else. */
const WARNING = 3 * 60 * 1000;
const CHECK = 5000;
const TYPING = 5 * 60 * 1000;
const KEY = "session-seen";

const limit = Number(document.body.dataset.sessionLimit) * 1000;
const banner = document.querySelector("[data-session-banner]");
let seen = Date.now(), shown = "", before = null;

function show(name) {
  if (shown === name) return;
  shown = name;
  const words = name && document.querySelector(`[data-session-${name}]`).content.cloneNode(true);
  const hadFocus = banner.contains(document.activeElement);
  banner.replaceChildren(...(words ? [words] : []));
  if (hadFocus) (before?.isConnected ? before : document.getElementById("contenu")).focus();
}

function check() {
  const left = seen + limit - Date.now();
  if (left <= 0) return show("ended");
  if (left > WARNING) return show("");
  if (!shown) document.dispatchEvent(new Event("session:ending"));
  show("ending");
}

function renew() {
  seen = Date.now();
  localStorage.setItem(KEY, String(seen));
  check();
}

banner.addEventListener("focusin", (event) => {
  if (!banner.contains(event.relatedTarget)) before = event.relatedTarget;
});
async function stay() {
  const address = document.querySelector("[data-session-ending]").content.querySelector("[data-session-stay]");
  const answer = await fetch(address.dataset.sessionStay, { method: "POST", redirect: "manual", cache: "no-store",
    headers: JSON.parse(document.body.getAttribute("hx-headers")) });
  if (answer.ok) renew();
  else show("ended");
}

banner.addEventListener("click", (event) => {
  if (event.target.closest("[data-session-stay]")) stay();
});
document.addEventListener("input", () => {
  const last = seen;
  if (Date.now() - last < TYPING || shown === "ended") return;
  seen = Date.now(); // asked once, not at each key
  stay().catch(() => { seen = last; });
});
document.addEventListener("session:renewed", renew);
document.addEventListener("htmx:afterOnLoad", renew);
document.addEventListener("visibilitychange", check);
window.addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  seen = Math.max(seen, Number(event.newValue));
  check();
});
window.setInterval(check, CHECK);
renew();
