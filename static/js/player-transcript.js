// The transcript beside a video: the line that is said now is marked and kept in view, lines are searched, and the arrow
// keys walk from one to the next.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Letters without their marks and case, each still at the place of the letter that it was made of. */
function plain(text) {
  return [...text].map((letter) => letter.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase()[0] ?? "\u0000").join("");
}

function mark(place, text, words) {
  const letters = [...text];
  const from = plain(text).indexOf(words);
  const found = document.createElement("mark");
  found.textContent = letters.slice(from, from + words.length).join("");
  place.replaceChildren(letters.slice(0, from).join(""), found, letters.slice(from + words.length).join(""));
}

export class Transcript {
  #box;
  #lines;
  #field;
  #followButton;
  #isFollowing = true;
  #current = null;

  constructor(root) {
    this.#box = root.querySelector("[data-lines]");
    this.#followButton = root.querySelector("[data-follow]");
    this.#lines = [...this.#box.querySelectorAll("[data-at]")].map((link) => {
      const words = link.querySelector("[data-words]");
      return { link, words, text: words.textContent, at: Number(link.dataset.at), until: Number(link.dataset.until) };
    });
    this.#makeOneStop(this.#lines[0]);
    this.#listenForScrolling();
    this.#prepareSearch(root);
  }

  /** Mark the line that is said at this second, if any is. */
  show(second) {
    const line = this.#lines.findLast(({ at, until }) => at <= second && second < until) ?? null;
    if (line === this.#current) return;
    this.#current?.link.removeAttribute("aria-current");
    this.#current = line;
    if (!line) return;
    line.link.setAttribute("aria-current", "true");
    if (!this.#box.contains(document.activeElement)) this.#makeOneStop(line);
    if (this.#isFollowing) this.#bringIntoView(line);
  }

  /** From now on keep in view what is said. */
  follow() {
    this.#isFollowing = true;
    this.#followButton.hidden = true;
    if (this.#current) this.#bringIntoView(this.#current);
  }

  // Only the box is moved, never the page.
  #bringIntoView({ link }) {
    if (link.parentElement.hidden) return;
    const top = link.offsetTop - (this.#box.clientHeight - link.offsetHeight) / 2;
    this.#box.scrollTo({ top, behavior: calm.matches ? "instant" : "smooth" });
  }

  // Who scrolls reads elsewhere: nobody pulls the page out of their hands.
  #listenForScrolling() {
    const leave = () => {
      this.#isFollowing = false;
      this.#followButton.hidden = false;
    };
    for (const kind of ["wheel", "touchmove"]) this.#box.addEventListener(kind, leave, { passive: true });
    this.#box.addEventListener("pointerdown", ({ target }) => target === this.#box && leave());
    this.#box.addEventListener("keydown", (event) => {
      if (["PageUp", "PageDown"].includes(event.key)) leave();
      else if (this.#walk(event)) leave();
    });
    this.#followButton.addEventListener("click", () => {
      this.follow();
      this.#current?.link.focus({ preventScroll: true });
    });
  }

  // The lines are one stop of the tabulator; among them the arrow keys lead.
  #walk(event) {
    const shown = this.#lines.filter(({ link }) => !link.parentElement.hidden);
    const here = shown.findIndex(({ link }) => link === document.activeElement);
    const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: shown.length - 1 }[event.key];
    const next = shown[there];
    if (there === undefined || here < 0) return false;
    event.preventDefault();
    if (!next) return false;
    this.#makeOneStop(next);
    next.link.focus();
    return true;
  }

  #makeOneStop(stop) {
    for (const line of this.#lines) line.link.tabIndex = line === stop ? 0 : -1;
  }

  #prepareSearch(root) {
    const box = root.querySelector("[data-search]");
    const field = box.querySelector("input");
    const told = root.querySelector("[data-found]");
    const some = root.querySelector("[data-found-some]").content;
    const none = root.querySelector("[data-found-none]").content;
    box.hidden = false;
    field.addEventListener("input", () => {
      const words = plain(field.value.trim());
      const found = [];
      for (const line of this.#lines) {
        const isThere = plain(line.text).includes(words);
        line.link.parentElement.hidden = !isThere;
        if (words && isThere) mark(line.words, line.text, words);
        else line.words.textContent = line.text;
        if (isThere) found.push(line);
      }
      if (found.length) this.#makeOneStop(found.includes(this.#current) ? this.#current : found[0]);
      told.replaceChildren();
      if (!words) return;
      told.append((found.length ? some : none).cloneNode(true));
      const number = told.querySelector(".number");
      if (number) number.textContent = String(found.length);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.value) return;
      event.preventDefault();
      field.value = "";
      field.dispatchEvent(new Event("input"));
    });
  }
}
