// The page: listens for what the sandbox accepts and refuses, and shows the newest of it.

import { element, screen } from "/_sandbox/draw.js";

const SHOWN = 300;
const NAMES = {
  sms: "SMS", mms: "MMS", rcs: "RCS", email: "E-mail", voice: "Voice", push: "Push", "in-app": "In-app",
  whatsapp: "WhatsApp", messenger: "Messenger", "apple-messages": "Apple Messages",
};

const at = (id) => document.getElementById(id);
const shown = new Map(); // number -> {request, card, pills, words}
let skew = 0; // this clock minus the sandbox's, in seconds
let channel = null;

// Cards fill columns without gaps: each spans as many rows of 8 pixels as it needs.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) target.style.gridRowEnd = `span ${Math.ceil((target.offsetHeight + 19) / 8)}`;
});

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

function card(request) {
  const name = NAMES[request.channel] || request.channel;
  const pills = element("p", "pills");
  const to = request.recipients[0]?.address ?? "";
  const others = request.count > 1 ? element("span", "others", `and ${request.count - 1} more`) : null;
  if (others) others.title = request.recipients.slice(1).map((each) => each.address).join("\n");
  const notes = request.look.notes.map((note) => element("span", "note", note));
  const drawn = element(
    "article", "message",
    element("header", "", element("span", "channel", name), element("span", "from", request.look.from), element("time", "", clock(request.at))),
    screen(request.look, request.number),
    notes.length ? element("p", "notes", ...notes) : null,
    element("footer", "", element("p", "to", element("span", "address", to), others), pills, element("p", "transid", request.transid)),
  );
  drawn.dataset.channel = request.channel;
  drawn.dataset.number = request.number;
  sizes.observe(drawn);
  return { request, card: drawn, pills, words: words(request) };
}

function words(request) {
  const found = [NAMES[request.channel], request.channel, request.api, request.transid, request.look.from];
  for (const each of request.recipients) found.push(each.address, each.correlationid);
  const walk = (value) => {
    if (typeof value === "string") found.push(value);
    else if (value && typeof value === "object") Object.values(value).forEach(walk);
  };
  walk(request.look.blocks);
  return found.filter(Boolean).join("\n").toLowerCase();
}

function progress({ request, pills }) {
  const now = Date.now() / 1000 - skew;
  const steps = request.progress.filter((step) => step.at <= now);
  const standing = steps.at(-1)?.standing ?? [{ status: "Queued", count: request.count }];
  const drawn = standing.map((each) => {
    const pill = element("span", "pill", request.count === 1 ? each.status : `${each.count.toLocaleString()} ${each.status}`);
    pill.dataset.state = each.failed ? "failed" : each.final ? "done" : steps.length ? "under-way" : "queued";
    return pill;
  });
  if (pills.textContent !== drawn.map((each) => each.textContent).join("")) pills.replaceChildren(...drawn);
  return steps.length === request.progress.length;
}

function fits({ request, words }) {
  const wanted = at("filter").value.trim().toLowerCase();
  return (channel === null || request.channel === channel) && wanted.split(/\s+/).every((word) => words.includes(word));
}

function refresh() {
  let visible = 0;
  const seen = new Map();
  for (const each of shown.values()) {
    each.card.hidden = !fits(each);
    visible += each.card.hidden ? 0 : 1;
    seen.set(each.request.channel, (seen.get(each.request.channel) || 0) + 1);
  }
  at("empty").hidden = shown.size > 0;
  at("none").hidden = !shown.size || visible > 0;
  channels(seen);
}

function channels(seen) {
  const made = [...seen.keys()].sort().map((name) => {
    const made = element("button", "", NAMES[name] || name, element("span", "", seen.get(name)));
    made.type = "button";
    made.dataset.channel = name;
    made.setAttribute("aria-pressed", String(channel === name));
    made.addEventListener("click", () => { channel = channel === name ? null : name; refresh(); });
    return made;
  });
  at("channels").replaceChildren(...(made.length > 1 || channel ? made : []));
}

function accepted(requests) {
  const cards = [];
  for (const request of requests) {
    if (shown.has(request.number)) continue;
    const made = card(request);
    shown.set(request.number, made);
    progress(made);
    cards.unshift(made.card);
  }
  at("messages").prepend(...cards);
  while (shown.size > SHOWN) {
    const [number, oldest] = shown.entries().next().value;
    sizes.unobserve(oldest.card);
    oldest.card.remove();
    shown.delete(number);
  }
  refresh();
}

function refused(list) {
  const lines = list.map((each) => element(
    "li", "",
    element("span", "code", each.code), element("span", "reason", ...each.reason.split("`").map((part, index) => (index % 2 ? element("code", "", part) : part))),
    element("span", "where", [each.api, each.channel, each.where].filter(Boolean).join(" · ")), element("time", "", clock(each.at)),
  ));
  const log = at("refused-list");
  log.prepend(...lines.reverse());
  while (log.childElementCount > SHOWN) log.lastElementChild.remove();
  at("refused").hidden = !log.childElementCount;
}

function stats(told) {
  skew = Date.now() / 1000 - told.now;
  for (const [id, count] of [["destinations", told.destinations], ["requests", told.requests], ["refusals", told.refused]])
    at(id).textContent = count.toLocaleString();
  at("refused-title").textContent = `Refused requests: ${told.refused.toLocaleString()}`;
  at("more").hidden = told.requests <= shown.size || !shown.size;
  at("more").textContent = `The newest ${shown.size.toLocaleString()} of ${told.requests.toLocaleString()} requests`;
  rate(told.per_second, Math.floor(told.now));
}

function rate(seconds, now) {
  const highest = Math.max(1, ...seconds.map((each) => each.destinations));
  const bars = seconds.filter((each) => now - each.second < 60).map((each) => {
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const height = Math.max(1, (each.destinations / highest) * 24);
    const place = { x: 118 - (now - each.second) * 2, y: 24 - height, width: 1.6, height };
    for (const [name, value] of Object.entries(place)) bar.setAttribute(name, value);
    return bar;
  });
  at("rate").replaceChildren(...bars);
}

function forgotten() {
  shown.clear();
  at("messages").replaceChildren();
  at("refused-list").replaceChildren();
  at("refused").hidden = true;
  at("more").hidden = true;
  refresh();
}

function listen() {
  const events = new EventSource("/_sandbox/events");
  const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("accepted", accepted);
  on("refused", refused);
  on("stats", stats);
  on("forgotten", forgotten);
  events.addEventListener("open", () => { forgotten(); at("link").textContent = "live"; at("link").dataset.state = "live"; });
  events.addEventListener("error", () => { at("link").textContent = "not reachable"; at("link").dataset.state = "lost"; });
}

at("example").textContent =
  `curl ${location.origin}/v2/messages -H 'key: sandbox-key' \\\n` +
  `  -H 'Content-Type: application/json' \\\n` +
  `  -d '{"channel": "sms", "from": "HARBOUR", "to": [{"msisdn": ["+447700900101"]}],\n` +
  `       "content": {"type": "text", "text": "Ferry 12 leaves from pier B."}}'`;
at("filter").addEventListener("input", refresh);
at("forget").addEventListener("click", () => fetch("/_sandbox/messages", { method: "DELETE" }));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== at("filter")) { event.preventDefault(); at("filter").focus(); }
});
setInterval(() => { for (const each of shown.values()) if (!each.done) each.done = progress(each); }, 500);
listen();
