// Suggestions below a search field: the arrow keys walk through them, Escape closes them.
const listOf = (element) => element.closest("form")?.querySelector(".suggestions");

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-suggests], .suggestions a");
  const list = field && listOf(field);
  if (!list) return;
  if (event.key === "Escape") {
    list.classList.add("is-closed");
    list.closest("form").querySelector("[data-suggests]").focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [list.closest("form").querySelector("[data-suggests]"), ...list.querySelectorAll("a")];
  if (stops.length === 1) return;
  event.preventDefault();
  list.classList.remove("is-closed");
  stops.at((stops.indexOf(field) + step) % stops.length).focus();
});

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-suggests]")) listOf(target)?.classList.remove("is-closed");
});
