// One message as the phone shows it: picture or file, text, time, and the buttons below it.

import { fileAddress } from "./api.js";
import { localTime } from "./clock.js";
import { enlarge } from "./dialogs.js";
import { link, rich, safeAddress } from "./rich.js";
import { put } from "./words.js";

const UNITS = ["B", "kB", "MB"];

function size(bytes) {
  let unit = 0;
  let amount = bytes;
  for (; amount >= 1000 && unit < UNITS.length - 1; unit++) amount /= 1000;
  return `${amount >= 10 || unit === 0 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

function picture({ photo, caption }) {
  const image = document.createElement("img");
  image.src = fileAddress(photo.file_id);
  image.alt = "";
  image.width = photo.width;
  image.height = photo.height;
  const button = make("button", "picture", image);
  button.type = "button";
  put(button, "enlarge", { caption: caption ?? "" }, "label");
  button.addEventListener("click", () => enlarge(image.src, caption ?? ""));
  return button;
}

function file({ file_id: id, file_name: name, file_size: bytes }) {
  const shown = name || id;
  const a = make(
    "a", "file",
    icon("file"),
    make("span", "who", make("span", "name", shown), make("span", "role", size(bytes ?? 0))),
  );
  a.href = fileAddress(id);
  a.download = shown;
  put(a, "download_file", { name: shown, size: size(bytes ?? 0) }, "label");
  return a;
}

function key({ text, data, url }, tap) {
  const href = url ? safeAddress(url) : null;
  if (href) {
    const a = link(href, text);
    a.className = "key";
    a.append(text);
    return a;
  }
  const button = make("button", "key", text);
  button.type = "button";
  button.disabled = data === null || data === undefined;
  button.addEventListener("click", () => tap(button, data));
  return button;
}

function keyboard(rows, tap) {
  return make("div", "keyboard", ...rows.map((row) => make("div", "row", ...row.map((one) => key(one, tap)))));
}

/**
 * The element of `message`. `author` is read out before it, `lang` is the language it is probably written in;
 * `tap(button, data)` and `say(text)` are what its buttons and commands do.
 */
export function bubble(message, { author, lang, tap, say }) {
  const text = message.text ?? message.caption;
  const name = make("span", "unseen");
  put(name, "wrote", { name: author });
  const body = make("div", "bubble", name);
  if (message.photo) body.append(picture(message));
  if (message.document) body.append(file(message.document));
  if (text) {
    const paragraph = make("div", "text", rich(text, message.entities ?? [], say));
    paragraph.dir = "auto";
    paragraph.lang = lang;
    body.append(paragraph);
  }
  const time = make("time", "", localTime(message.at).time);
  time.dateTime = message.at;
  const foot = make("p", "foot", time);
  if (message.edited_at) {
    const mark = make("span", "edited");
    put(mark, "edited");
    foot.prepend(mark, " ");
  }
  body.append(foot);

  const element = make("article", `message ${message.from_bot ? "theirs" : "mine"}`, body);
  if (message.keyboard?.length) {
    element.classList.add("with-keys");
    element.append(keyboard(message.keyboard, (button, data) => tap(button, message.id, data)));
  }
  element.dataset.id = message.id;
  element.dataset.day = localTime(message.at).date;
  return element;
}
