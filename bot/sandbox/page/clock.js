// The sandbox's clock: what it shows, and moving it on.

import { inOrder, post } from "./api.js";
import { disclose } from "./dialogs.js";
import { put } from "./words.js";

const MINUTE = 60_000;
const DAY = 24 * 60;
const MONDAY_AT = 7 * 60 + 30;
// The clock halts wherever the assistant writes of itself: a month may take a while.
const PATIENCE_MS = 300_000;

// The server's clock runs on while the page waits: its instant as told, and the browser's own time when it was told.
let told = { instant: 0, at: 0, offset: 7 * 60 * MINUTE };

const present = () => told.instant + (performance.now() - told.at);

/** The local date ("2026-11-21") and time ("19:02") of an instant, in the sandbox's zone. */
export function localTime(instant) {
  const [date, time] = new Date(new Date(instant).getTime() + told.offset).toISOString().split("T");
  return { date, time: time.slice(0, 5) };
}

/** Minutes from an instant to the next Monday 07:30 after it. */
export function minutesToMonday(instant) {
  const local = new Date(instant + told.offset);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const daysAhead = (8 - local.getUTCDay()) % 7;
  const ahead = daysAhead * DAY + MONDAY_AT - minute;
  return ahead > 0 ? ahead : ahead + 7 * DAY;
}

/** Takes over what the server says the time is. */
export function setClock({ now, local }) {
  const instant = Date.parse(now);
  told = { instant, at: performance.now(), offset: Date.parse(`${local}Z`) - Math.floor(instant / MINUTE) * MINUTE };
  show();
}

function show() {
  if (!told.instant) return;
  const { date, time } = localTime(present());
  const element = document.getElementById("now-time");
  if (element.textContent === time && element.dateTime === `${date}T${time}`) return;
  element.textContent = time;
  element.dateTime = `${date}T${time}`;
  put(document.getElementById("now-date"), "day", { date });
}

/** Makes the clock's buttons work. `moved({date, time})`, `nothingAhead()` and `failed(error)` say how it went. */
export function startClock({ moved, nothingAhead, failed }) {
  const next = inOrder();
  const go = (way) =>
    next(async () => {
      try {
        const clock = await post("/api/clock", way(), PATIENCE_MS);
        setClock(clock);
        if (clock.nothing_ahead) nothingAhead();
        else moved(localTime(present()));
      } catch (error) {
        failed(error);
      }
    });
  const move = (minutes) => go(() => ({ minutes: minutes() }));
  const place = document.getElementById("clock");
  disclose(document.getElementById("clock-more"), place);
  document.getElementById("step-event").addEventListener("click", () => go(() => ({ to: "next_event" })));
  document.getElementById("step-hour").addEventListener("click", () => move(() => 60));
  document.getElementById("step-day").addEventListener("click", () => move(() => DAY));
  document.getElementById("step-monday").addEventListener("click", () => move(() => minutesToMonday(present())));
  document.getElementById("step-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const amount = Number(document.getElementById("step-amount").value);
    const unit = Number(document.getElementById("step-unit").value);
    move(() => amount * unit);
  });
  setInterval(show, 1_000);
}
