// The ear of the page: <div data-live="/ws/…"> hears of news there and tells it to <body> as an event, for htmx to fetch.
const LONGEST_WAIT = 30000;
const REFUSED = 4000; // from here up the server means it: do not come back
const heard = new Set();

const tell = (type, detail = {}) => document.body.dispatchEvent(new CustomEvent(type.replaceAll(".", "-"), { detail }));

function addressOf(path) {
  const address = new URL(path, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return address;
}

function connect(path, wait = 500) {
  const socket = new WebSocket(addressOf(path));
  socket.onopen = () => {
    wait = 500;
    tell("live.open", { path }); // connecting is news too: fetch what was missed
  };
  socket.onmessage = ({ data }) => {
    const { type, ...rest } = JSON.parse(data);
    tell(type, rest);
  };
  socket.onclose = ({ code }) => {
    if (code >= REFUSED) return heard.delete(path);
    tell("live.lost", { path });
    setTimeout(() => connect(path, Math.min(wait * 2, LONGEST_WAIT)), wait * (0.75 + Math.random() / 2));
  };
}

/** Listen at `path` once, however often it is asked for; reconnects until the server refuses. */
export function listen(path) {
  if (heard.has(path)) return;
  heard.add(path);
  connect(path);
}

function listenWithin(root) {
  if (root.matches?.("[data-live]")) listen(root.dataset.live);
  for (const element of root.querySelectorAll("[data-live]")) listen(element.dataset.live);
}

listenWithin(document);
document.addEventListener("htmx:load", ({ detail }) => listenWithin(detail.elt));
