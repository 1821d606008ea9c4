// Draws the cards of a page on a map. The cards stay the truth: whatever a marker says is read from its card.
const MARKER = 32; // pixels; markers nearer to each other than this become one
const WITHOUT_TILES = { maxZoom: 6, closest: 4.5, small: 3 };
const WITH_TILES = { maxZoom: 17, closest: 12, small: 14 };

function load(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Resolves to `{show(cards), open(place), point(place)}`. */
export async function drawMap(canvas, cards) {
  const { script, style, world, tiles, attribution } = canvas.dataset;
  const [outline] = await Promise.all([
    tiles ? null : fetch(world).then((response) => response.json()),
    window.L ?? load("script", { src: script }),
    load("link", { rel: "stylesheet", href: style }),
  ]);
  return new PlaceMap(canvas, tiles, attribution, outline).show(cards);
}

class PlaceMap {
  constructor(canvas, tiles, attribution, outline) {
    const { L } = window;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const isTouch = matchMedia("(pointer: coarse)").matches;
    this.canvas = canvas;
    this.isSmall = "small" in canvas.dataset;
    this.limits = tiles ? WITH_TILES : WITHOUT_TILES;
    this.markers = [];
    this.map = L.map(canvas, {
      zoomControl: false, attributionControl: Boolean(tiles), scrollWheelZoom: false, dragging: !isTouch && !this.isSmall,
      zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm, inertia: !isCalm,
      minZoom: 0, maxZoom: this.limits.maxZoom, zoomSnap: 0.25, maxBounds: [[-80, -210], [85, 210]], maxBoundsViscosity: 1,
      keyboard: !this.isSmall, doubleClickZoom: !this.isSmall, touchZoom: !this.isSmall,
    });
    if (!this.isSmall) {
      L.control.zoom({ zoomInTitle: canvas.dataset.zoomIn, zoomOutTitle: canvas.dataset.zoomOut }).addTo(this.map);
      canvas.addEventListener("pointerdown", () => this.map.scrollWheelZoom.enable());
      canvas.addEventListener("pointerleave", () => this.map.scrollWheelZoom.disable());
    }
    this.map.attributionControl?.setPrefix(false);
    if (tiles) {
      // The hosts of tiles want to know which site asks.
      L.tileLayer(tiles, { attribution, maxZoom: this.limits.maxZoom, referrerPolicy: "origin" }).addTo(this.map);
    } else {
      L.geoJSON(outline, {
        interactive: false,
        style: ({ properties }) => ({ className: `place-map__${properties.kind}`, fill: properties.kind === "land" }),
      }).addTo(this.map);
    }
    this.map.on("zoomend", () => this.draw());
    this.map.on("popupopen", ({ popup }) => this.label(popup));
  }

  show(cards) {
    this.places = cards.map((card) => this.read(card));
    this.map.closePopup();
    const points = this.places.map(({ position }) => position);
    if (this.isSmall) this.map.setView(points[0], this.limits.small);
    else if (points.length) this.map.fitBounds(points, { padding: [28, 28], maxZoom: this.limits.closest });
    else this.map.setView([20, 10], 1);
    this.draw();
    this.canvas.dataset.ready = "";
    return this;
  }

  read(card) {
    const link = card.querySelector(".place-card__name a");
    return {
      id: card.dataset.place,
      position: [Number(card.dataset.latitude), Number(card.dataset.longitude)],
      isOpen: "open" in card.dataset,
      isEmergency: "emergency" in card.dataset,
      name: link?.textContent ?? "",
      address: link?.href ?? "",
      state: card.querySelector(".badge")?.textContent ?? "",
    };
  }

  /** One marker for all places that would lie on each other at this zoom. */
  draw() {
    const groups = [];
    for (const place of this.places) {
      let places = [place];
      // A group that grew may have come near to another one.
      for (let near; (near = groups.findIndex((group) => this.apart(group, places) < MARKER)) >= 0; ) {
        places = [...groups.splice(near, 1)[0], ...places];
      }
      groups.push(places);
    }
    const opened = this.markers.find(({ marker }) => marker.isPopupOpen())?.places[0].id;
    for (const { marker } of this.markers) marker.remove();
    this.markers = groups.map((places) => ({ places, marker: this.mark(places) }));
    if (opened) this.markerOf(opened)?.openPopup();
  }

  /** In pixels. */
  apart(some, others) {
    const [one, other] = [some, others].map((places) => this.map.latLngToLayerPoint(this.middle(places)));
    return one.distanceTo(other);
  }

  mark(places) {
    const { L } = window;
    const classes = ["place-marker"];
    if (places.some(({ isOpen }) => isOpen)) classes.push("place-marker--open");
    if (places.some(({ isEmergency }) => isEmergency)) classes.push("place-marker--emergency");
    if (places.length > 1) classes.push("place-marker--group");
    const icon = L.divIcon({
      className: "place-map__marker",
      html: element("span", classes.join(" "), places.length > 1 ? String(places.length) : ""),
      iconSize: [MARKER, MARKER],
    });
    const marker = L.marker(this.middle(places), { icon, keyboard: !this.isSmall, interactive: !this.isSmall, riseOnHover: true });
    marker.addTo(this.map);
    const drawn = marker.getElement();
    drawn.dataset.count = places.length;
    if (this.isSmall) {
      drawn.setAttribute("aria-hidden", "true");
      return marker;
    }
    drawn.setAttribute("aria-label", this.nameOf(places));
    marker.bindPopup(() => this.describe(places), { autoPanPadding: [20, 20], maxWidth: 260 });
    drawn.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      this.enter(marker);
    });
    return marker;
  }

  middle(places) {
    const mean = (number) => places.reduce((sum, { position }) => sum + position[number], 0) / places.length;
    return [mean(0), mean(1)];
  }

  nameOf(places) {
    const { group, emergency } = this.canvas.dataset;
    if (places.length > 1) return `${places.length} · ${group} ${places.map(({ name }) => name).join(", ")}`;
    const [{ name, state, isEmergency }] = places;
    return [name, state, ...(isEmergency ? [emergency] : [])].join(", ");
  }

  describe(places) {
    const rows = places.map(({ name, address, state }) => {
      const link = Object.assign(element("a", "", name), { href: address });
      return element("li", "", link, element("span", "meta", state));
    });
    const list = element("ul", "place-popup", ...rows);
    list.setAttribute("role", "list");
    list.dir = document.documentElement.dir;
    return list;
  }

  /** Names the cross of a popup, and lets Escape lead back to the marker. */
  label(popup) {
    const box = popup.getElement();
    const marker = popup._source?.getElement();
    box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", this.canvas.dataset.close);
    box.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      this.map.closePopup();
      marker?.focus();
    });
  }

  markerOf(id) {
    return this.markers.find(({ places }) => places.some((place) => place.id === id))?.marker;
  }

  open(id) {
    const marker = this.markerOf(id);
    if (marker) this.enter(marker);
  }

  /** Opens a marker's popup and puts the focus on its first link. */
  enter(marker) {
    marker.openPopup();
    marker.getPopup().getElement().querySelector("a").focus();
  }

  /** Lets the marker of a place stand out; of none, nobody's. */
  point(id) {
    if (this.isSmall) return;
    for (const { marker } of this.markers) marker.getElement()?.classList.remove("is-active");
    const marker = id && this.markerOf(id);
    for (const { marker: each } of this.markers) each.setZIndexOffset(each === marker ? 1000 : 0);
    marker?.getElement()?.classList.add("is-active");
  }
}
