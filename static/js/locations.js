// The list of locations: "my position", filters that say how many are left, and the map once it comes into view.
const canvas = document.getElementById("place-map");
const form = document.getElementById("place-filters");
let map = null;

const cards = () => [...document.querySelectorAll("[data-place]")];

if (canvas) {
  new IntersectionObserver(async ([{ isIntersecting }], observer) => {
    if (!isIntersecting) return;
    observer.disconnect();
    const { drawMap } = await import("./locations-map.js");
    map = await drawMap(canvas, cards());
  }, { rootMargin: "200px" }).observe(canvas);
}

if (form) {
  watchPosition(form.querySelector("[data-near-me]"));
  form.near.addEventListener("input", () => point("", ""));
  // A city of another country would leave nothing.
  form.country.addEventListener("change", () => {
    const { country } = form.city.selectedOptions[0].dataset;
    if (country && form.country.value && country !== form.country.value) form.city.value = "";
  });
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id !== "places" && detail.elt?.id !== "places") return;
    const results = document.getElementById("places");
    showCounts(JSON.parse(results.dataset.counts));
    map?.show(cards());
  });
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-show-on-map]");
  if (!button) return;
  canvas.scrollIntoView({ block: "nearest" });
  map?.open(button.closest("[data-place]").dataset.place);
});
for (const [enter, leave] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(enter, ({ target }) => map?.point(target.closest?.("[data-place]")?.dataset.place));
  document.addEventListener(leave, () => map?.point());
}

function point(latitude, longitude) {
  for (const [name, value] of [["lat", latitude], ["lon", longitude], ["radius_km", ""]]) {
    form[name].value = value;
    form[name].disabled = value === "";
  }
}

function watchPosition(button) {
  if (!navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        form.near.value = "";
        // About a hundred metres: near enough to sort by, and no more than others need to know.
        point(coords.latitude.toFixed(3), coords.longitude.toFixed(3));
        form.requestSubmit();
      },
      () => {
        button.disabled = false;
        const toast = new CustomEvent("portal:toast", { detail: { text: button.dataset.failed, tone: "bad" } });
        document.body.dispatchEvent(toast);
      },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}

function showCounts(counts) {
  for (const [name, values] of Object.entries(counts)) {
    if (name === "open_now") form.querySelector("[data-open-count]").textContent = values.true;
    else {
      for (const option of form[name].options) {
        if (option.dataset.label) option.textContent = `${option.dataset.label} (${values[option.value] ?? 0})`;
      }
    }
  }
}
