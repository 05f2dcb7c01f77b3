// Sends what was recorded to the home computer, each record until it is there, in order.

/** @typedef {import("./journal.js").Journal} Journal */
/** @typedef {import("./journal.js").Outgoing} Outgoing */
/** @typedef {import("./shapes.js").StoredRecord} StoredRecord */

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
const GIVE_UP_MS = 15_000;
const SENT_STAYS_MS = 30 * 24 * 3_600_000;
const NEVER_TAKEN = Object.freeze([409, 413, 422]);

/**
 * @typedef {object} Standing
 * @property {number} waiting
 * @property {number} refused
 * @property {number} sent in this page's life
 * @property {boolean} isOffline whether the last try found nobody
 * @property {boolean} isFaulty whether the last try was answered with something else than it should be
 */

/**
 * @param {Journal} journal
 * @param {(standing: Standing) => void} onStanding
 * @param {{fetch?: typeof globalThis.fetch, now_ms?: () => number}} [deps]
 */
export function createOutbox(journal, onStanding, deps = {}) {
  const { fetch = globalThis.fetch.bind(globalThis), now_ms = () => Date.now() } = deps;
  let sent = 0;
  let isOffline = false;
  let isFaulty = false;
  /** @type {Promise<void> | null} */
  let flushing = null;
  let isAskedAgain = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** Records as they wait, in their order. @param {StoredRecord[]} records @returns {Outgoing[]} */
  const outgoing = (records) => records.map((record, index) => ({
    id: record.id, schema: record.schema, text: JSON.stringify(record), state: "waiting",
    made_ms: now_ms() + index / 1000, tries: 0, next_ms: 0, why: "",
  }));

  /** @param {Outgoing} record @returns {Promise<{state: Outgoing["state"], why: string}>} */
  async function handedIn(record) {
    const response = await asked(record);
    isOffline = response === null;
    const said = await response?.json().catch(() => null);
    if (response?.ok && said?.id === record.id) {
      isFaulty = false;
      return { state: "sent", why: "" };
    }
    const isRefused = response !== null && NEVER_TAKEN.includes(response.status)
      && typeof said?.message === "string";
    isFaulty = response !== null && !isRefused;
    return isRefused ? { state: "refused", why: said.message } : { state: "waiting", why: "" };
  }

  /** What the home computer answers; null if it cannot be reached. @param {Outgoing} record */
  const asked = (record) => fetch(`/api/records/${record.id}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-Coxa": "1" },
    body: record.text,
    cache: "no-store",
    signal: AbortSignal.timeout(GIVE_UP_MS),
  }).catch(() => null);

  /** @param {boolean} isAtOnce does not wait for the next try of its turn */
  async function flushed(isAtOnce) {
    for (const record of await journal.records()) {
      if (record.state !== "waiting" || (!isAtOnce && record.next_ms > now_ms())) continue;
      const { state, why } = await handedIn(record);
      const tries = record.tries + 1;
      const wait_ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** record.tries);
      const sent_ms = state === "sent" ? { sent_ms: now_ms() } : {};
      await journal.keep({ ...record, state, why, tries, next_ms: now_ms() + wait_ms, ...sent_ms });
      if (state === "sent") sent += 1;
      if (state === "waiting") break; // those after it belong after it
    }
    await told();
  }

  /** How it stands, and when the next try is. */
  async function told() {
    const records = await journal.records();
    const waiting = records.filter((record) => record.state === "waiting");
    const refused = records.filter((record) => record.state === "refused");
    onStanding({ waiting: waiting.length, refused: refused.length, sent, isOffline, isFaulty });
    clearTimeout(timer);
    const next = waiting[0];
    if (next !== undefined) timer = setTimeout(flush, Math.max(500, next.next_ms - now_ms()));
  }

  /**
   * One try for everything that waits; asked again meanwhile, one more follows.
   * @param {boolean | Event} [isAtOnce]
   */
  async function flush(isAtOnce = false) {
    if (flushing !== null) {
      isAskedAgain = true;
      return flushing;
    }
    flushing = alone(() => flushed(isAtOnce === true)).finally(() => {
      flushing = null;
      if (!isAskedAgain) return;
      isAskedAgain = false;
      void flush();
    });
    return flushing;
  }

  /** Lets go of what the server has had for a month; never of what waits or was refused. */
  async function tidy() {
    const old_ms = now_ms() - SENT_STAYS_MS;
    const old = (await journal.records()).filter(
      (record) => record.state === "sent" && (record.sent_ms ?? record.next_ms) < old_ms);
    if (old.length > 0) await journal.drop(old.map((record) => record.id));
  }

  return { outgoing, flush, tidy, close: () => clearTimeout(timer) };
}

/** @typedef {ReturnType<typeof createOutbox>} Outbox */

/** In one page at a time, where the browser can see to it. @param {() => Promise<void>} act */
async function alone(act) {
  if (navigator.locks === undefined) await act();
  else await navigator.locks.request("coxa-outbox", act);
}
