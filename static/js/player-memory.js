// What this browser remembers of tutorials: where one stopped, what one has seen, how one likes to watch. Nothing of it
// leaves the browser, and everything works where it may not remember.
const PREFIX = "tutorial:";

export function recall(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full, or not allowed: then it is forgotten.
  }
}

/** Of a tutorial: { at: second, share: 0 to 1 of the length, seen: [[from, to], …], isDone }. */
export const recallWatching = (slug) => recall(`watching:${slug}`, { at: 0, share: 0, seen: [], isDone: false });
export const rememberWatching = (slug, watching) => remember(`watching:${slug}`, watching);
