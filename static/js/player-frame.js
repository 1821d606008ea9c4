// A video on another website is loaded when it is asked for; until then nothing is asked of anybody.
for (const place of document.querySelectorAll("[data-elsewhere]")) {
  const button = place.querySelector("[data-load]");
  if (!button) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = place.querySelector("[data-frame]").content.cloneNode(true).firstElementChild;
    place.querySelector("[data-placeholder]").replaceWith(frame);
    frame.focus();
  });
}
