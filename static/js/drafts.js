/* A form that holds a line `data-draft="address"` keeps what is typed: a second after the last key, when the page is
   hidden, before the session ends and before it is sent. The line says what is kept; what is not is tried again. Nothing
   is stored in the browser. */
const PAUSE = 1000;
const AGAIN = 5000;

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

function watch(line) {
  const form = line.closest("form");
  let typed = 0, kept = 0, timer, saving = null, leaving = false;

  async function send(keepalive) {
    const moment = typed;
    const body = new FormData(form);
    body.delete("csrfmiddlewaretoken"); // it may be that of a session that is over
    try {
      const answer = await fetch(line.dataset.draft, {
        method: "POST", body, keepalive, redirect: "manual", headers: { "X-CSRFToken": token() },
      });
      if (answer.ok) {
        const { saved_at: time } = await answer.json();
        kept = moment;
        line.textContent = `${line.dataset.kept} ${time}`;
        document.dispatchEvent(new Event("session:renewed"));
        return "kept";
      }
      const isClosed = answer.type === "opaqueredirect" || answer.status === 403;
      const { problem } = await answer.json().catch(() => ({})); // 409 and 503 say why in a sentence
      line.textContent = isClosed ? line.dataset.closed : problem ?? line.dataset.notKept;
      return isClosed ? "closed" : "refused";
    } catch {
      line.textContent = line.dataset.notKept;
      return "unreached";
    }
  }

  async function save(keepalive = false) {
    window.clearTimeout(timer);
    if (saving) await saving;
    if (typed === kept) return "kept";
    saving = send(keepalive);
    const outcome = await saving;
    saving = null;
    if (typed !== kept && !leaving) timer = window.setTimeout(save, outcome === "kept" ? PAUSE : AGAIN);
    return outcome;
  }

  function leave() {
    leaving = true;
    window.clearTimeout(timer);
  }

  form.addEventListener("input", () => {
    typed += 1;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.hasAttribute("formaction") || (typed === kept && !saving)) return leave();
    // A form refused by a session that is over would be lost: its text is kept first, then it is sent.
    event.preventDefault();
    const outcome = await save();
    if (outcome === "closed" || outcome === "unreached") return;
    form.elements.csrfmiddlewaretoken.value = token() || form.elements.csrfmiddlewaretoken.value;
    kept = typed;
    form.requestSubmit(event.submitter);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) save(true); });
  document.addEventListener("session:ending", () => save());
  window.addEventListener("beforeunload", (event) => { if (typed !== kept && !leaving) event.preventDefault(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
}

const watched = new WeakSet();

function watchAll(root) {
  for (const line of root.querySelectorAll("[data-draft]")) {
    if (!watched.has(line)) watch(line);
    watched.add(line);
  }
}

watchAll(document);
document.addEventListener("htmx:afterSwap", (event) => watchAll(event.detail.target));
