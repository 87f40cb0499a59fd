/* A block `data-shown-when="name" data-shown-values="a b"` shows, and sends, only while the field of that name holds one of the values. */
function follow(block) {
  const field = block.closest("form").elements[block.dataset.shownWhen];
  const isShown = block.dataset.shownValues.split(" ").includes(field.value);
  block.hidden = !isShown;
  for (const inside of block.querySelectorAll("input, select, textarea")) inside.disabled = !isShown;
}

const blocks = document.querySelectorAll("[data-shown-when]");
blocks.forEach(follow);
document.addEventListener("input", () => blocks.forEach(follow));
