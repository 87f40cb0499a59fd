/* What is marked `data-for-choice="name=value other"` shows only while the form's radio `name` has one of these values;
   an input so marked takes its label and its help with it. What is hidden is not sent. Without JavaScript all shows. */
function follow(root) {
  for (const marked of root.querySelectorAll("[data-for-choice]")) {
    const [name, values] = marked.dataset.forChoice.split("=");
    const part = marked.closest('[id^="div_id_"]') ?? marked;
    const form = part.closest("form");
    const isWanted = values.split(" ").includes(new FormData(form).get(name));
    part.hidden = !isWanted;
    for (const input of part.querySelectorAll("input, select, textarea")) input.disabled = !isWanted;
  }
}

follow(document);
document.addEventListener("change", (event) => { if (event.target.form) follow(event.target.form); });
document.addEventListener("htmx:afterSwap", (event) => follow(event.detail.target));
