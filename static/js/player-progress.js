// The cards of tutorials show how far one has come.
import { recallWatching } from "./player-memory.js";

function showProgress(root) {
  for (const bar of root.querySelectorAll("[data-watched]")) {
    const { share, isDone } = recallWatching(bar.dataset.watched);
    bar.value = isDone ? 100 : Math.round(share * 100);
    bar.hidden = bar.value < 1;
  }
}

showProgress(document);
document.addEventListener("htmx:load", ({ detail }) => showProgress(detail.elt));
