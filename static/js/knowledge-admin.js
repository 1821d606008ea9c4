// Names the search fields of select2, which come without one.
window.addEventListener("load", () => {
  for (const field of document.querySelectorAll(".select2-search__field")) {
    const select = field.closest(".select2-container")?.previousElementSibling;
    const label = select?.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label) field.setAttribute("aria-label", label.textContent.replace("*", "").trim());
  }
});
