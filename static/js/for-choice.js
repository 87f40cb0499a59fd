/* What is marked `data-for-choice="name=value"` shows only while the form's radio `name` has that value; what is hidden
   is not sent. Without JavaScript everything shows. */
function follow(root) {
  for (const part of root.querySelectorAll("[data-for-choice]")) {
    const [name, value] = part.dataset.forChoice.split("=");
    const form = part.closest("form");
    const isWanted = new FormData(form).get(name) === value;
    part.hidden = !isWanted;
    for (const input of part.querySelectorAll("input, select, textarea")) input.disabled = !isWanted;
  }
}

follow(document);
document.addEventListener("change", (event) => { if (event.target.form) follow(event.target.form); });
document.addEventListener("htmx:afterSwap", (event) => follow(event.detail.target));
