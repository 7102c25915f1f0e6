// One phone: its owner's chat with the bot.

import { get, inOrder, post } from "./api.js";
import { bubble } from "./bubble.js";
import { alert, disclose } from "./dialogs.js";
import { fill, put, wipe, word } from "./words.js";

const LONGEST_MESSAGE = 4096;
const TYPING_SHOWS_MS = 5_000;
const TAP_WAITS_MS = 15_000;
const NEAR_BOTTOM_PX = 48;

/** The first letters that an avatar shows; a Vietnamese given name comes last. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words.at(-1)[0] ?? "?").toUpperCase();
}

/** The pieces in which a phone sends a long text: at most 4,096 units each, cut at a line's end where there is one. */
export function pieces(text) {
  const cut = [];
  let rest = text.trim();
  while (rest.length > LONGEST_MESSAGE) {
    const line = rest.lastIndexOf("\n", LONGEST_MESSAGE);
    const surrogate = /[\uD800-\uDBFF]/.test(rest[LONGEST_MESSAGE - 1]) ? 1 : 0;
    const end = line > 0 ? line : LONGEST_MESSAGE - surrogate;
    cut.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest ? [...cut, rest] : cut;
}

export class Phone {
  /** `close(phone)` is called when the reader puts the phone away; `bot` is {username, first_name}. */
  constructor(owner, bot, close) {
    this.bot = bot;
    this.messages = new Map();
    this.touched = null;
    this.answered = new Set();
    this.waiting = new Map();
    this.sending = inOrder();
    this.atBottom = true;
    this.loaded = false;
    this.element = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    fill(this.element);
    this.find = (selector) => this.element.querySelector(selector);
    this.input = this.find("textarea");
    this.scroller = this.find(".scroller");
    this.list = this.find(".messages");
    this.find(".close").addEventListener("click", () => close(this));
    this.find(".back").addEventListener("click", () => close(this));
    this.find(".start").addEventListener("click", () => this.start());
    this.wireMenus();
    this.wireComposer();
    this.wireScrolling();
    this.know(owner);
  }

  wireMenus() {
    this.closeMenu = disclose(this.find(".menu-button"), this.find(".menu-place"));
    this.closeCommands = disclose(this.find(".commands-button"), this.find(".commands-place"));
    this.find(".switch").addEventListener("click", () => this.block(!this.owner.blocked));
    this.find(".unblock").addEventListener("click", () => this.block(false));
  }

  wireComposer() {
    this.find(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener("input", () => this.fit());
  }

  wireScrolling() {
    this.scroller.addEventListener("scroll", () => {
      const below = this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
      this.atBottom = below < NEAR_BOTTOM_PX;
      if (this.atBottom) this.find(".newer").hidden = true;
    });
    this.find(".newer").addEventListener("click", () => {
      this.toBottom();
      this.scroller.focus();
    });
    const observer = new ResizeObserver(() => {
      if (this.atBottom) this.toBottom();
    });
    observer.observe(this.scroller);
    observer.observe(this.list);
  }

  /** Takes over what is known of the owner. */
  know(owner) {
    this.owner = owner;
    const { name, role, username, id, blocked, messenger } = owner;
    this.element.dataset.phone = id;
    this.element.dataset.messenger = messenger;
    this.find(".messenger").hidden = messenger !== "zalo";
    this.find(".commands-place").hidden = messenger === "zalo"; // Zalo has no menu of commands
    put(this.element, "phone_of", { name }, "label");
    put(this.scroller, "chat_of", { name, bot: this.bot.first_name }, "label");
    put(this.input, "write_as", { name }, "label");
    put(this.find(".menu-button"), "menu_of", { name }, "label");
    put(this.find(".close"), "close_phone", { name }, "label");
    put(this.find(".empty-text"), "empty", { name, bot: this.bot.first_name });
    this.find(".name").textContent = name;
    this.find(".role").textContent = role;
    this.find(".avatar").textContent = initials(name);
    this.find(".avatar").dataset.tone = id % 6;
    this.find(".bot-name").textContent = this.bot.first_name;
    this.find(".identity").textContent = [username && `@${username}`, `ID ${id}`].filter(Boolean).join(" · ");
    this.find(".switch").setAttribute("aria-checked", String(blocked));
    this.find(".blocked").hidden = !blocked;
    this.find(".composer").hidden = blocked;
  }

  /** Fetches the chat anew; what events brought meanwhile is newer than the fetched copy and stays. */
  async load() {
    const touched = new Set();
    this.touched = touched;
    const { messages, commands, typing } = await get(`/api/phones/${this.owner.id}/chat`);
    if (this.touched !== touched) return;
    this.touched = null;
    const there = new Set(messages.map((message) => message.id));
    for (const id of [...this.messages.keys()]) {
      if (!there.has(id) && !touched.has(id)) this.remove(id);
    }
    for (const message of messages) {
      if (!touched.has(message.id)) this.place(message, false);
    }
    this.loaded = true;
    if (!touched.has("commands")) this.setCommands(commands);
    if (!touched.has("typing")) this.setTyping(typing);
    this.settle();
  }

  /** Takes in an event of this phone. */
  hear(event) {
    this.touched?.add(event.message?.id ?? event.message_id ?? event.type);
    if (event.type === "message" || event.type === "edited") {
      this.place(event.message, event.type === "message");
      this.settle();
    } else if (event.type === "deleted") {
      this.remove(event.message_id);
      this.settle();
    } else if (event.type === "callback") {
      this.answer(event);
    } else if (event.type === "typing") {
      this.setTyping(true);
    } else if (event.type === "commands") {
      this.setCommands(event.commands);
    }
  }

  /** Puts a message into the chat, or in the place of its older copy; `fresh` when it has just been sent. */
  place(message, fresh) {
    const copy = JSON.stringify(message);
    const known = this.messages.get(message.id);
    if (known?.copy === copy) return;
    const element = bubble(message, {
      author: message.from_bot ? this.bot.first_name : this.owner.name,
      lang: this.owner.language,
      tap: (button, id, data) => this.tap(button, id, data),
      say: (text) => this.say(text),
    });
    this.messages.set(message.id, { copy, element });
    if (known) return this.replace(known.element, element);
    this.insert(element, message.id);
    if (!fresh) return;
    element.classList.add("fresh");
    if (message.from_bot) this.setTyping(false);
    else this.atBottom = true;
    this.find(".newer").hidden = this.atBottom;
  }

  insert(element, id) {
    let after = this.list.lastElementChild;
    while (after && Number(after.dataset.id) > id) after = after.previousElementSibling;
    if (after) after.after(element);
    else this.list.prepend(element);
  }

  /** Puts the edited message in the place of the old one; a reader who stood on one of its buttons stays there. */
  replace(old, element) {
    const keys = [...old.querySelectorAll(".key")];
    const at = keys.indexOf(document.activeElement);
    const byKeyboard = at >= 0 && keys[at].matches(":focus-visible");
    old.replaceWith(element);
    if (at < 0) return;
    const now = element.querySelectorAll(".key");
    const next = now[now.length === keys.length ? at : 0];
    if (next) next.focus({ preventScroll: true });
    else if (byKeyboard) this.input.focus();
  }

  remove(id) {
    this.messages.get(id)?.element.remove();
    this.messages.delete(id);
  }

  /** After a change: marks where each day begins, welcomes while nothing has been said, keeps the end in view. */
  settle() {
    let day = null;
    for (const element of this.list.querySelectorAll(".message")) {
      const first = element.dataset.day !== day;
      day = element.dataset.day;
      const mark = element.querySelector(":scope > .day");
      if (mark && !first) mark.remove();
      if (first && !mark) {
        const heading = document.createElement("p");
        heading.className = "day";
        put(heading, "day", { date: day });
        element.prepend(heading);
      }
    }
    this.find(".empty").hidden = !this.loaded || this.messages.size > 0;
    if (this.atBottom) this.toBottom();
  }

  setTyping(on) {
    clearTimeout(this.typingEnds);
    this.find(".typing").hidden = !on;
    if (!on) return;
    this.typingEnds = setTimeout(() => this.setTyping(false), TYPING_SHOWS_MS);
    if (this.atBottom) this.toBottom();
  }

  setCommands(commands) {
    this.find(".commands ul").replaceChildren(...commands.map(({ command, description }) => {
      const button = document.createElement("button");
      button.type = "button";
      const name = document.createElement("b");
      name.textContent = `/${command}`;
      const what = document.createElement("span");
      what.textContent = description;
      button.append(name, " ", what);
      button.addEventListener("click", () => {
        this.closeCommands();
        this.say(`/${command}`);
        this.focus();
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    this.find(".commands .none").hidden = commands.length > 0;
  }

  start() {
    this.say(this.owner.messenger === "zalo" ? word("hello") : "/start");
    this.focus();
  }

  /** Sends what stands in the input. */
  send() {
    const text = this.input.value;
    this.input.value = "";
    this.fit();
    this.input.focus();
    for (const piece of pieces(text)) this.say(piece);
  }

  /** Sends a text as the owner; one that did not get through returns to the input. */
  say(text) {
    this.sending(async () => {
      try {
        const message = await post(`/api/phones/${this.owner.id}/say`, { text });
        if (!this.messages.has(message.id)) {
          this.place(message, true);
          this.settle();
        }
      } catch (error) {
        this.input.value = [text, this.input.value].filter(Boolean).join("\n");
        this.fit();
        this.complain("not_sent", error);
      }
    });
  }

  async tap(button, messageId, data) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const rest = () => button.removeAttribute("aria-busy");
    try {
      const { callback_id: id } = await post(`/api/phones/${this.owner.id}/tap`, { message_id: messageId, data });
      if (this.answered.has(id)) return rest();
      this.waiting.set(id, rest);
      setTimeout(() => this.waiting.delete(id) && rest(), TAP_WAITS_MS);
    } catch (error) {
      rest();
      this.complain("failed", error);
    }
  }

  /** The bot has answered a tap; this may be heard before the tap's own call returns. */
  answer({ callback_id: id, text, alert: loud }) {
    this.answered.add(id);
    this.waiting.get(id)?.();
    this.waiting.delete(id);
    if (text && loud) alert(text);
    else if (text) this.toast((element) => { element.textContent = text; });
  }

  async block(blocked) {
    this.closeMenu();
    try {
      this.know(await post(`/api/phones/${this.owner.id}/block`, { blocked }));
      if (blocked) this.find(".unblock").focus();
      else this.focus();
    } catch (error) {
      this.complain("failed", error);
    }
  }

  complain(key, error) {
    this.toast((element) => put(element, key, { why: error.message }));
  }

  /** Shows a short sentence for as long as it takes to read it. */
  toast(write) {
    const element = this.find(".toast");
    wipe(element);
    write(element);
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => wipe(element), 3_000 + 60 * element.textContent.length);
  }

  /** Lets the input grow with its text. */
  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + this.input.offsetHeight - this.input.clientHeight}px`;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.find(".newer").hidden = true;
  }

  /** Puts the reader where this phone goes on; on a touch screen without raising the keyboard. */
  focus() {
    if (this.owner.blocked) this.find(".unblock").focus();
    else if (matchMedia("(pointer: coarse)").matches) this.find("h2").focus();
    else this.input.focus();
  }
}
