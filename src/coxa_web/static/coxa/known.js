// What the home computer tells of the person, and the last of it that was kept on this device.

/** @typedef {import("./journal.js").Journal} Journal */

const GIVE_UP_MS = 6_000;
const KEY = "known";

/**
 * @typedef {{known: object | null, from: "server" | "kept" | "nobody", isGarbage: boolean}} Told
 */

/**
 * @param {Journal} journal
 * @param {typeof globalThis.fetch} [fetch]
 * @returns {Promise<Told>}
 */
export async function askKnown(journal, fetch = globalThis.fetch.bind(globalThis)) {
  const kept = (await journal.get(KEY)) ?? null;
  /** @param {boolean} isGarbage @returns {Told} */
  const before = (isGarbage) => ({ known: kept, from: kept === null ? "nobody" : "kept", isGarbage });
  let response;
  try {
    response = await fetch("/api/coach", {
      cache: "no-store", headers: { "X-Coxa": "1" }, signal: AbortSignal.timeout(GIVE_UP_MS),
    });
  } catch {
    return before(false);
  }
  try {
    const known = await response.json();
    if (!response.ok || known?.v !== 1 || typeof known.subject !== "string") return before(true);
    await journal.put(KEY, known);
    return { known, from: "server", isGarbage: false };
  } catch {
    return before(true);
  }
}
