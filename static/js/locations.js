// "Near me": asks the browser for a position and reloads the list sorted by distance.
const button = document.querySelector("[data-near-me]");

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(location.href);
        address.searchParams.set("lat", coords.latitude.toFixed(4));
        address.searchParams.set("lon", coords.longitude.toFixed(4));
        address.searchParams.set("radius_km", "20000");
        location.assign(address);
      },
      () => {
        button.disabled = false;
        document.body.dispatchEvent(new CustomEvent("portal:toast", { detail: { text: button.dataset.failed, tone: "bad" } }));
      },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}
