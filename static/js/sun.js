/* "Plein soleil": black on white for a phone in the sun, remembered on this phone only. */
const key = "plein-soleil";
const button = document.querySelector("[data-sun-toggle]");

function apply(isOn) {
  document.documentElement.toggleAttribute("data-sun", isOn);
  button?.setAttribute("aria-pressed", String(isOn));
}

apply(localStorage.getItem(key) === "1");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const isOn = !document.documentElement.hasAttribute("data-sun");
    localStorage.setItem(key, isOn ? "1" : "0");
    apply(isOn);
  });
}
