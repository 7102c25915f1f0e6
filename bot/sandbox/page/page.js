// The page: who has a phone, which phones are open, and what the sandbox tells about them.

import { get, listen, post, Refused } from "./api.js";
import { setClock, startClock } from "./clock.js";
import { askName } from "./dialogs.js";
import { initials, Phone } from "./phone.js";
import { currentLanguage, put, speak, wipe } from "./words.js";

const MOST_PHONES = 4;
const PHONE_WIDTH_PX = 300;
const GAP_PX = 16; // between phones, and around them
const narrow = matchMedia("(max-width: 759px)");
const by = (id) => document.getElementById(id);

const people = new Map(); // phone id -> {owner, row, unread, phone: Phone once opened}
let bot = { username: "", first_name: "" };
let opened = remembered("phones", []); // phone ids in the order they were opened
let told = 0;

/** What this browser kept from an earlier visit; storage may be switched off. */
function remembered(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(`sotay-${name}`)) ?? fallback;
  } catch {
    return fallback;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`sotay-${name}`, JSON.stringify(value));
  } catch {
    return; // without storage the page works, it only forgets at a reload
  }
}

/** A sentence of the page itself, above the phones; it stays `seconds`, or until the next one. */
function tell(key, values, seconds) {
  const notice = by("notice");
  clearTimeout(told);
  put(notice, key, values);
  if (seconds) told = setTimeout(() => wipe(notice), seconds * 1_000);
}

const failed = (error) => tell("failed", { why: error.message }, 8);

function shown() {
  const there = opened.filter((id) => people.has(id));
  const places = narrow.matches ? 1 : Math.floor((by("phones").clientWidth - GAP_PX) / (PHONE_WIDTH_PX + GAP_PX));
  return there.slice(-Math.min(Math.max(places, 1), MOST_PHONES));
}

function arrange() {
  const visible = shown();
  for (const [id, person] of people) {
    const isShown = visible.includes(id);
    person.row.querySelector("button").setAttribute("aria-pressed", String(isShown));
    if (isShown) {
      person.unread = 0;
      if (!person.phone) install(person);
    }
    if (person.phone) person.phone.element.hidden = !isShown;
    badge(person);
  }
  by("nobody").hidden = visible.length > 0;
  document.body.dataset.view = visible.length > 0 ? "chat" : "picker";
  document.body.dataset.phones = visible.length;
}

function install(person) {
  person.phone = new Phone(person.owner, bot, (phone) => close(phone.owner.id));
  by("phones").append(person.phone.element);
  person.phone.load().catch(failed);
}

function open(id) {
  opened = [...opened.filter((other) => other !== id), id].slice(-MOST_PHONES);
  remember("phones", opened);
  arrange();
  people.get(id).phone.focus();
}

function close(id) {
  opened = opened.filter((other) => other !== id);
  if (narrow.matches) opened = [];
  remember("phones", opened);
  arrange();
  people.get(id)?.row.querySelector("button").focus();
}

function badge({ row, unread }) {
  const element = row.querySelector(".badge");
  element.hidden = unread === 0;
  element.firstElementChild.textContent = unread;
  put(element.lastElementChild, "unread", { count: unread });
}

/** Adds a phone to the list, or takes over what has changed about it. */
function meet(owner) {
  let person = people.get(owner.id);
  if (!person) {
    const row = by("person-template").content.firstElementChild.cloneNode(true);
    person = { row, unread: 0, phone: null };
    people.set(owner.id, person);
    by("people").append(row);
    row.querySelector("button").addEventListener("click", () => {
      if (shown().includes(owner.id)) close(owner.id);
      else open(owner.id);
    });
  }
  person.owner = owner;
  person.row.dataset.phone = owner.id;
  person.row.querySelector(".name").textContent = owner.name;
  person.row.querySelector(".role").textContent = owner.role;
  person.row.querySelector(".messenger").hidden = owner.messenger !== "zalo";
  person.row.querySelector(".avatar").textContent = initials(owner.name);
  person.row.querySelector(".avatar").dataset.tone = owner.id % 6;
  person.phone?.know(owner);
}

function forget(id) {
  const person = people.get(id);
  person.row.remove();
  person.phone?.element.remove();
  people.delete(id);
}

function hear(event) {
  if (event.type === "clock") return setClock(event.clock);
  if (event.type === "phone") {
    meet(event.phone_data);
    return arrange();
  }
  const person = people.get(event.phone);
  if (!person) return undefined;
  person.phone?.hear(event);
  if (event.type === "message" && event.message.from_bot && !shown().includes(event.phone)) {
    person.unread += 1;
    badge(person);
  }
  return undefined;
}

/** Fetches everything anew: at the start, and after a broken connection. */
async function refresh() {
  try {
    const state = await get("/api/state");
    const first = people.size === 0;
    bot = state.bot;
    setClock(state.clock);
    for (const id of [...people.keys()]) {
      if (!state.phones.some((phone) => phone.id === id)) forget(id);
    }
    state.phones.forEach(meet);
    const known = [...people.values()].filter((person) => person.phone);
    if (first && !narrow.matches && shown().length === 0 && people.size > 0) opened = [people.keys().next().value];
    arrange();
    await Promise.all(known.map((person) => person.phone.load()));
    if (by("notice").dataset.word === "lost") wipe(by("notice"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    failed(error);
  }
}

speak(remembered("language", "vi"));
startClock({ moved: (now) => tell("moved", now, 6), nothingAhead: () => tell("nothing_ahead", {}, 6), failed });
by("language").addEventListener("click", () => {
  speak(currentLanguage() === "vi" ? "en" : "vi");
  remember("language", currentLanguage());
});
by("add-phone").addEventListener("click", () => askName(async (name, messenger) => {
  try {
    const owner = await post("/api/phones", { name, messenger });
    meet(owner);
    open(owner.id);
  } catch (error) {
    failed(error);
  }
}));
new ResizeObserver(arrange).observe(by("phones"));
narrow.addEventListener("change", arrange);
listen({ connected: refresh, lost: () => tell("lost"), hear });
