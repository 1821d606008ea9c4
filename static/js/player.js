// The page of a tutorial: the browser's own player, with keys, captions and speed as one likes them, chapters and transcript
// that lead through the video, and a memory of where one stopped. Without this file the video still plays.
import { recall, recallWatching, remember, rememberWatching } from "./player-memory.js";
import { Transcript } from "./player-transcript.js";

const STEP = 5; // seconds
const SEEN_TO_THE_END = 0.9;
const WORTH_RESUMING = 5; // seconds from either end
const SAVE_EVERY = 3; // seconds of the video

const root = document.querySelector("[data-player]");
const video = root.querySelector("video");
const slug = root.dataset.player;
const watching = recallWatching(slug);
const before = watching.seen;
const transcript = root.querySelector("[data-transcript]") && new Transcript(root.querySelector("[data-transcript]"));
const chapters = [...root.querySelectorAll("[data-chapters] [data-at]")];

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}

// Going somewhere. Before the length is known a browser keeps the wish until it is.

function seek(second) {
  const end = Number.isFinite(video.duration) ? video.duration : Infinity;
  video.currentTime = Math.min(Math.max(0, second), end);
}

const secondIn = (address) => {
  const found = /[#&?]t=(\d+(?:\.\d+)?)/.exec(address);
  return found ? Number(found[1]) : null;
};

root.addEventListener("click", (event) => {
  const moment = event.target.closest("[data-at]");
  if (!moment || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  seek(Number(moment.dataset.at));
  history.replaceState(history.state, "", moment.getAttribute("href"));
  transcript?.follow();
  hideOffer();
});

addEventListener("hashchange", () => {
  const second = secondIn(location.hash);
  if (second !== null) seek(second);
});

// What is on now.

function showWhereWeAre() {
  const second = video.currentTime;
  const now = chapters.findLast((chapter) => Number(chapter.dataset.at) <= second);
  for (const chapter of chapters) {
    if (chapter === now) chapter.setAttribute("aria-current", "true");
    else chapter.removeAttribute("aria-current");
  }
  transcript?.show(second);
}

for (const news of ["timeupdate", "seeking", "loadedmetadata"]) video.addEventListener(news, showWhereWeAre);

// Captions: the reader's language unless they chose another, in our list or in the browser's own menu.

const captions = root.querySelector("[data-captions]");
const shownCaptions = () => [...video.textTracks].find((track) => track.mode === "showing")?.language ?? "off";
let lastCaptions = video.querySelector("track[default]")?.srclang;

function showCaptions(language) {
  for (const track of video.textTracks) track.mode = track.language === language ? "showing" : "disabled";
}

function toggleCaptions() {
  if (captions) showCaptions(shownCaptions() === "off" ? (lastCaptions ?? captions.options[1].value) : "off");
}

if (captions) {
  const liked = recall("captions");
  if (liked && [...captions.options].some(({ value }) => value === liked)) showCaptions(liked);
  captions.value = shownCaptions();
  captions.addEventListener("change", () => showCaptions(captions.value));
  video.textTracks.addEventListener("change", () => {
    const language = shownCaptions();
    if (language === captions.value && language === recall("captions")) return;
    captions.value = language;
    if (language !== "off") lastCaptions = language;
    remember("captions", language);
  });
}

// Speed.

const speed = root.querySelector("[data-speed]");
const speeds = [...speed.options].map(({ value }) => Number(value));

function changeSpeed(rate) {
  video.defaultPlaybackRate = video.playbackRate = rate;
}

function stepSpeed(step) {
  const here = speeds.findLastIndex((rate) => rate <= video.playbackRate);
  changeSpeed(speeds[Math.min(Math.max(here + step, 0), speeds.length - 1)]);
}

const likedSpeed = recall("speed", 1);
if (speeds.includes(likedSpeed)) changeSpeed(likedSpeed);
speed.value = String(video.playbackRate);
speed.addEventListener("change", () => changeSpeed(Number(speed.value)));
video.addEventListener("ratechange", () => {
  if (!speeds.includes(video.playbackRate)) return;
  speed.value = String(video.playbackRate);
  remember("speed", video.playbackRate);
});
root.querySelector("[data-bar]").hidden = false;

// Where one stopped, what one has seen, and that one saw it to the end.

const offer = root.querySelector("[data-resume]");

function hideOffer() {
  const hadFocus = offer.contains(document.activeElement);
  offer.hidden = true;
  if (hadFocus) video.focus({ preventScroll: true });
}

function offerToContinue() {
  const asked = secondIn(location.hash) ?? secondIn(location.search);
  if (asked !== null) {
    seek(asked);
    return;
  }
  if (watching.at < WORTH_RESUMING || watching.at > video.duration - WORTH_RESUMING) return;
  seek(watching.at);
  for (const place of offer.querySelectorAll("[data-stopped]")) place.textContent = clock(watching.at);
  offer.hidden = false;
}

offer.querySelector("[data-continue]").addEventListener("click", () => {
  hideOffer();
  video.play();
});
offer.querySelector("[data-restart]").addEventListener("click", () => {
  seek(0);
  hideOffer();
  video.play();
});
video.addEventListener("play", hideOffer);

/** Joins stretches that overlap or touch. */
function joined(stretches) {
  const whole = [];
  for (const [from, to] of stretches.toSorted((one, other) => one[0] - other[0])) {
    const last = whole.at(-1);
    if (last && from <= last[1] + 0.5) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

function save() {
  if (!video.duration || !video.played.length) return;
  const now = Array.from({ length: video.played.length }, (_, place) => [video.played.start(place), video.played.end(place)]);
  watching.at = Math.round(video.currentTime * 10) / 10;
  watching.share = Math.min(1, video.currentTime / video.duration);
  watching.seen = joined([...before, ...now]);
  rememberWatching(slug, watching);
}

let isTelling = false;

async function tellWhenSeen() {
  const form = root.querySelector("[data-seen]");
  const seen = watching.seen.reduce((sum, [from, to]) => sum + to - from, 0);
  if (!form || watching.isDone || isTelling || seen < SEEN_TO_THE_END * video.duration) return;
  isTelling = true;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => null);
  isTelling = false;
  if (!answer?.ok) return;
  watching.isDone = true;
  rememberWatching(slug, watching);
}

video.addEventListener("timeupdate", () => {
  if (Math.abs(video.currentTime - watching.at) < SAVE_EVERY) return;
  save();
  tellWhenSeen();
});
for (const news of ["pause", "ended"]) {
  video.addEventListener(news, () => {
    save();
    tellWhenSeen();
  });
}
addEventListener("pagehide", save);

if (video.readyState >= HTMLMediaElement.HAVE_METADATA) offerToContinue();
else video.addEventListener("loadedmetadata", offerToContinue, { once: true });
showWhereWeAre();

// Keys, while the player or what belongs to it has the focus; never while one types or chooses.

const keys = {
  k: () => (video.paused ? video.play() : video.pause()),
  j: () => seek(video.currentTime - STEP),
  l: () => seek(video.currentTime + STEP),
  m: () => { video.muted = !video.muted; },
  c: toggleCaptions,
  f: () => (document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen?.()),
  "<": () => stepSpeed(-1),
  ">": () => stepSpeed(1),
};
keys[" "] = keys.k;
keys.ArrowLeft = keys.j;
keys.ArrowRight = keys.l;

// On the way down: a browser's own controls would else add their small step to our five seconds.
root.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target.closest("input, select, textarea, [contenteditable]")) return;
  // On the video and its buttons the space bar is the browser's own; on ours it presses them.
  if (key === " " && target.closest("video, button, summary, a")) return;
  const act = keys[key.length === 1 ? key.toLowerCase() : key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}, true);
