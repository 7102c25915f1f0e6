// The sandbox's JSON API and its stream of events.

import { word } from "./words.js";

const PATIENCE_MS = 20_000;

/** Why a call failed, in words for the person. */
export class Refused extends Error {}

async function call(path, options = {}, patience = PATIENCE_MS) {
  let answer;
  try {
    answer = await fetch(path, { ...options, signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Refused(word("unreachable"));
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(data.error ?? `HTTP ${answer.status}`);
  return data;
}

export const get = (path) => call(path);

export const post = (path, body, patience) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }, patience);

export const fileAddress = (fileId) => `/api/files/${encodeURIComponent(fileId)}`;

/** A function that runs the work handed to it one piece after the other, in the order it came. */
export function inOrder() {
  let last = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

/**
 * Listens to the sandbox for as long as the page lives. `connected` is called at each (re)connection: whatever happened
 * before it may have been missed and must be fetched; `lost` when the stream broke.
 */
export function listen({ connected, lost, hear }) {
  let pause = 500;
  const open = () => {
    const source = new EventSource("/api/events");
    source.onopen = () => {
      pause = 500;
      connected();
    };
    source.onmessage = (event) => hear(JSON.parse(event.data));
    source.onerror = () => {
      source.close();
      lost();
      setTimeout(open, pause);
      pause = Math.min(pause * 2, 5_000);
    };
  };
  open();
}
