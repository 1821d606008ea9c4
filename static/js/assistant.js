// The assistant's page: Enter sends, the newest words are in view, the line is empty again after sending.
const chat = document.querySelector("[data-chat]");

const line = () => chat.querySelector("#composer textarea");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function show(element) {
  element?.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

chat.addEventListener("keydown", (event) => {
  const isSending = event.target === line() && event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (!isSending || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});

const isTurn = (event) => event.detail.requestConfig?.path === chat.querySelector("#composer").getAttribute("hx-post") && event.detail.requestConfig.verb === "post";

chat.addEventListener("htmx:beforeSend", (event) => {
  if (isTurn(event)) chat.querySelector("#typing").scrollIntoView({ block: "nearest" });
});

chat.addEventListener("htmx:afterRequest", (event) => {
  if (!isTurn(event) || !event.detail.successful) return;
  if (event.detail.elt.id === "composer") line().value = "";
  chat.querySelector("#start-over").hidden = false;
  const asked = [...chat.querySelectorAll("#thread > .bubble--user")].at(-1);
  requestAnimationFrame(() => {
    show(asked);
    if (!matchMedia("(pointer: coarse)").matches) line().focus({ preventScroll: true });
  });
});

// A question that came with the address is ready to be sent; otherwise the page opens where the talk stopped.
if (line().value) line().focus();
else if (!location.hash) show([...chat.querySelectorAll("#thread > .bubble--user")].at(-1));
