// The few windows over the page, and the panels that open beside a button. Esc closes each of them.

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}

/** Shows a picture as large as the window allows. */
export function enlarge(address, caption) {
  const dialog = document.getElementById("picture");
  const image = dialog.querySelector("img");
  image.src = address;
  image.alt = caption;
  dialog.querySelector("a").href = address;
  dialog.showModal();
}

/** Shows a sentence that has to be acknowledged: the bot's answer to a tap when it asks for an alert. */
export function alert(text) {
  const dialog = document.getElementById("alert");
  dialog.querySelector("p").textContent = text;
  dialog.showModal();
}

/** Asks for the name of a new phone's owner and for its messenger; `use(name, messenger)` is called with them. */
export function askName(use) {
  const dialog = document.getElementById("new-phone");
  const form = dialog.querySelector("form");
  form.onsubmit = (event) => {
    event.preventDefault();
    const name = form.querySelector("input").value.trim();
    if (!name) return;
    const messenger = form.querySelector("select").value;
    dialog.close();
    form.reset();
    use(name, messenger);
  };
  dialog.showModal();
}

/** Lets `button` open and close `place` (by its attribute data-open); returns a function that closes it. */
export function disclose(button, place) {
  const set = (open) => {
    place.toggleAttribute("data-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const close = () => set(false);
  button.addEventListener("click", () => set(!place.hasAttribute("data-open")));
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !place.hasAttribute("data-open")) return;
    event.preventDefault();
    close();
    button.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!place.contains(event.target)) close();
  });
  place.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !place.contains(event.relatedTarget)) close();
  });
  return close;
}
