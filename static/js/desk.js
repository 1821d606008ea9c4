// The agents' desk. Without this file everything still works; it saves clicks.

const composer = () => document.querySelector("[data-composer]");

/** Puts text where the cursor is, or at the end. */
function insert(text) {
  const field = composer();
  if (!field) return;
  const at = field.selectionEnd ?? field.value.length;
  const gap = at > 0 && !/\s$/.test(field.value.slice(0, at)) ? " " : "";
  field.setRangeText(gap + text, at, at, "end");
  field.focus();
}

/** Shows what needs a script, and hides the buttons that a script makes needless. */
function enhance(root) {
  for (const button of root.querySelectorAll("[data-insert]")) button.hidden = false;
  for (const form of root.querySelectorAll("[data-save-on-change]")) {
    for (const button of form.querySelectorAll("button[type=submit]")) button.hidden = true;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (button) insert(button.dataset.insert);
});

document.addEventListener("change", (event) => {
  event.target.closest("[data-save-on-change]")?.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-composer]")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// A refused answer comes back with status 409 and the typed text in it: show it.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 409 && detail.target.id === "composer") {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  enhance(document);
  // The search form stands outside of what is swapped and must follow the tab.
  const tab = detail.target.id === "queue" && document.querySelector("#queue [aria-current]");
  const field = document.querySelector("#queue-tab");
  if (tab && field) field.value = tab.dataset.queueTab;
});

enhance(document);
