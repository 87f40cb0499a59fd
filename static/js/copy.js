/* A button `data-copy="id"` copies what the element of that id holds, then says so with its `data-copied` words. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  if (!navigator.clipboard) return window.getSelection().selectAllChildren(source);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const words = button.querySelector("[data-copy-words]") ?? button;
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  window.setTimeout(() => { words.textContent = before; }, 2500);
});
