// Suggestions below a search field, as a combobox: the arrow keys choose one, Enter opens it, Escape closes the list.
// The focus stays in the field, which tells a screen reader by aria-activedescendant what is chosen.
const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const optionsOf = (field) => [...listOf(field).querySelectorAll('[role="option"]')];
const chosenIn = (field) => document.getElementById(field.getAttribute("aria-activedescendant") ?? "");

function choose(field, option) {
  chosenIn(field)?.setAttribute("aria-selected", "false");
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function open(field, isOpen) {
  const shown = isOpen && optionsOf(field).length > 0;
  field.setAttribute("aria-expanded", String(shown));
  listOf(field).classList.toggle("is-closed", !shown);
  if (!shown) choose(field, null);
}

function step(field, key) {
  const options = optionsOf(field);
  const at = options.indexOf(chosenIn(field));
  // Above the first and below the last stands the field itself.
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? options.length - 1 : at - 1 }[key];
  choose(field, options[next]);
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  // While signs are being composed from several keys, the keys belong to the input method.
  if (!field.matches?.("[data-suggests]") || event.isComposing) return;
  const isOpen = field.getAttribute("aria-expanded") === "true";
  if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    open(field, false);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!optionsOf(field).length) return;
    event.preventDefault();
    if (!isOpen) open(field, true);
    step(field, event.key);
  } else if (event.key === "Enter" && isOpen && chosenIn(field)) {
    event.preventDefault();
    chosenIn(field).click();
  }
});

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-suggests]")) choose(target, null);
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  if (target.matches?.("[data-suggests]") && !listOf(target).contains(relatedTarget)) open(target, false);
});

// A press on a suggestion must not take the focus away before it counts as a click.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.('[role="listbox"]')?.matches(".suggestions")) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const field = document.querySelector(`[data-suggests][aria-controls="${detail.target.id}"]`);
  if (field) open(field, document.activeElement === field);
});

// What is being composed from several keys is no question yet, so htmx, which listens at the field, does not hear of it;
// when it is done, that counts as typed.
document.addEventListener("input", (event) => {
  if (event.isComposing && event.target.matches("[data-suggests]")) event.stopPropagation();
}, { capture: true });
document.addEventListener("compositionend", ({ target }) => {
  if (target.matches?.("[data-suggests]")) target.dispatchEvent(new Event("input", { bubbles: true }));
});
