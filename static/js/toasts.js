// Toasts: close on request, and by themselves once there was time to read them, unless they tell of an error.
const READING_TIME = 7000;
const region = document.getElementById("toasts");

function close(toast) {
  toast.classList.add("is-leaving");
  setTimeout(() => toast.remove(), 250);
}

function watch(toast) {
  if (toast.dataset.watched || toast.hasAttribute("data-stays")) return;
  toast.dataset.watched = "yes";
  let timer;
  const start = () => { timer = setTimeout(() => close(toast), READING_TIME); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", start);
  toast.addEventListener("focusout", start);
  start();
}

function sayNoConnection() {
  region.append(document.getElementById("toast-no-connection").content.cloneNode(true));
}

if (region) {
  region.addEventListener("click", ({ target }) => {
    if (target.closest("[data-close-toast]")) close(target.closest(".toast"));
  });
  const watchAll = () => region.querySelectorAll(".toast").forEach(watch);
  new MutationObserver(watchAll).observe(region, { childList: true });
  watchAll();
  document.body.addEventListener("htmx:sendError", sayNoConnection);
  document.body.addEventListener("htmx:timeout", sayNoConnection);
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status >= 500) sayNoConnection();
  });
}
