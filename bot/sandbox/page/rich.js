// Text with entities as DOM nodes. Text only ever becomes text nodes; offsets are UTF-16 units, as in a JavaScript string.

import { put } from "./words.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const SCHEMES = ["http:", "https:", "mailto:", "tel:"];

/** A link's address when it is of a kind that a chat may open, otherwise null. */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return SCHEMES.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function address(entity, text) {
  if (entity.type === "text_link") return safeAddress(entity.url);
  if (entity.type === "email") return safeAddress(`mailto:${text}`);
  if (entity.type === "phone_number") return safeAddress(`tel:${text.replace(/[^\d+]/g, "")}`);
  if (entity.type === "url") return safeAddress(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  return null;
}

/** An <a> that opens outside the page. */
export function link(href, label) {
  const a = document.createElement("a");
  a.href = href;
  a.target = "_blank";
  a.rel = "noopener noreferrer";
  if (label) put(a, "opens_outside", { label }, "label");
  return a;
}

function wrapping(entity, text, say) {
  if (entity.type === "bot_command") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "command";
    button.addEventListener("click", () => say(text));
    return button;
  }
  const href = address(entity, text);
  return href ? link(href) : document.createElement(TAGS[entity.type] ?? "span");
}

/** The nodes of `text` with its entities (nested ones too); `say` is called with a command that is tapped. */
export function rich(text, entities, say) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;

  const build = (from, until) => {
    const nodes = document.createDocumentFragment();
    let at = from;
    while (next < sorted.length && sorted[next].offset < until) {
      const entity = sorted[next++];
      const start = Math.max(entity.offset, at);
      const end = Math.min(entity.offset + entity.length, until);
      if (end <= start) continue;
      nodes.append(text.slice(at, start));
      const element = wrapping(entity, text.slice(start, end), say);
      element.append(build(start, end));
      nodes.append(element);
      at = end;
    }
    nodes.append(text.slice(at, until));
    return nodes;
  };
  return build(0, text.length);
}
