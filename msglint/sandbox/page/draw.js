// Draws a message from its blocks. All that a sender wrote goes in as text, never as markup.

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

const GLYPHS = { image: "▧", video: "▷", audio: "♪", document: "▤", sticker: "◍", file: "▤" };

const DRAWN = {
  text: (block) => element("p", "text", block.text),
  title: (block) => element("p", "title", block.text),
  small: (block) => element("p", "small", block.text),
  hint: (block) => element("p", "hint", block.text),
  media: (block) => {
    const kind = Object.hasOwn(GLYPHS, block.kind) ? block.kind : "file";
    const name = element("span", "name", block.name || block.kind);
    const drawn = element("div", `media media-${kind}`, element("span", "glyph", GLYPHS[kind]), name);
    drawn.title = block.url;
    return drawn;
  },
  buttons: (block) => element("div", "buttons", ...block.items.map(button)),
  chips: (block) => element("div", "chips", ...block.items.map(button)),
  rows: (block) =>
    element(
      "div",
      "rows",
      block.title ? element("p", "heading", block.title) : null,
      ...block.items.map((each) =>
        element("p", "row", element("span", "", each.label), element("span", "detail", each.detail)),
      ),
    ),
  card: (block) => element("div", "card", ...draw(block.blocks)),
  carousel: (block) =>
    element("div", "carousel", ...block.cards.map((each) => element("div", "card", ...draw(each)))),
  place: (block) =>
    element(
      "div",
      "place",
      element("span", "pin", "⌖"),
      element("p", "title", block.name),
      element("p", "small", block.address),
      element("p", "small", block.where),
    ),
  notification: (block) =>
    element("div", "notification", element("p", "on", block.on), ...draw(block.blocks)),
  call: (block) =>
    element(
      "div",
      "call",
      element("span", "ring", "✆"),
      element("p", "title", block.from || "unknown number"),
      element("p", "small", "incoming call"),
    ),
  mail: (block, number) => {
    const frame = element("iframe", "mail");
    frame.setAttribute("sandbox", "");
    frame.setAttribute("referrerpolicy", "no-referrer");
    frame.setAttribute("loading", "lazy");
    frame.title = "the e-mail";
    frame.src = `/_sandbox/requests/${number}/mail`;
    return frame;
  },
};

function button(each) {
  const drawn = element("span", "button", each.label);
  if (each.detail) drawn.title = each.detail;
  return drawn;
}

export function draw(blocks, number) {
  return blocks.filter((block) => Object.hasOwn(DRAWN, block.is)).map((block) => DRAWN[block.is](block, number));
}

// What a phone shows in a bubble stays together; suggestions stand below it.
export function screen(look, number) {
  const [inside, below] = [[], []];
  for (const block of look.blocks) (block.is === "chips" ? below : inside).push(block);
  const loose = inside.length > 0 && inside.every((block) => ["notification", "call", "carousel"].includes(block.is));
  const bubble = element("div", loose ? "loose" : "bubble", ...draw(inside, number));
  return element("div", "screen", bubble, ...draw(below, number));
}
