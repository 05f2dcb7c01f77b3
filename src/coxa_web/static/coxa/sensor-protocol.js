// What phone, relay and coach tell each other, and the only place where the pages parse it.
// In prose: docs/protocols/sensor_link.md. Python's side: src/coxa_web/sensor_link/messages.py.

export const VERSION = 1;
export const MOST_SAMPLES = 64;
export const SAMPLE_LENGTH = 7;

/** Why the relay ends a connection, by its close code. */
export const CLOSED = Object.freeze(/** @type {Record<number, string>} */ ({
  4400: "message_invalid",
  4401: "not_paired",
  4408: "hello_late",
  4409: "phone_taken",
  4410: "replaced",
  4413: "too_slow",
  4426: "version_unknown",
  4429: "too_fast",
  4499: "ended",
}));

/** After these nobody tries again by himself. */
export const FINAL = Object.freeze(new Set([
  "message_invalid", "not_paired", "phone_taken", "replaced", "version_unknown", "too_fast", "ended",
]));

/** @typedef {"left" | "right"} Side */
/** @typedef {"apple" | "other"} System */
/** @typedef {"absent" | "idle" | "measuring"} CoachState */
/** @typedef {"absent" | "connected" | "strapped" | "lost"} PhoneState */

/**
 * Time (s), acceleration x y z (m/s², specific force), rotation rate x y z (rad/s, null without a
 * gyroscope), in the phone's own axes.
 * @typedef {[number, number, number, number, number | null, number | null, number | null]} Sample
 */

/**
 * How good the signal is, as the relay sees it; `words` for the problem, if there is one.
 * @typedef {object} Signal
 * @property {number | null} rate_hz
 * @property {boolean | null} is_still
 * @property {string | null} problem
 * @property {string | null} words
 */

/** @typedef {{type: "ping", ping: number} | ({type: "signal"} & Signal)} ToBoth */

/**
 * @typedef {ToBoth
 *   | {type: "welcome", coach: CoachState}
 *   | {type: "coach", state: CoachState}
 *   | {type: "from", turn: number, next: number | null}
 *   | {type: "have", next: number}} ToPhone
 */

/**
 * @typedef {ToBoth
 *   | {type: "welcome"}
 *   | {type: "phone", state: PhoneState, side: Side | null, system: System | null, stream: string | null}
 *   | {type: "samples", stream: string, first: number, samples: Sample[]}
 *   | {type: "gap", stream: string, first: number, next: number}
 *   | {type: "clock", stream: string, offset_s: number, error_s: number}} ToCoach
 */

/** A message that is not what this version speaks. */
export class LinkError extends Error {}

const COACHES = ["absent", "idle", "measuring"];
const PHONES = ["absent", "connected", "strapped", "lost"];
const SIDES = ["left", "right", null];
const SYSTEMS = ["apple", "other", null];

/** @param {unknown} value */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** @param {unknown} value */
const isText = (value) => typeof value === "string";
/** @param {unknown} value */
const isNumber = (value) => Number.isFinite(value);
/** @param {(value: unknown) => boolean} is @returns {(value: unknown) => boolean} */
const orNull = (is) => (value) => value === null || is(value);
/** @param {readonly unknown[]} names @returns {(value: unknown) => boolean} */
const oneOf = (names) => (value) => names.includes(value);
/** @param {unknown} row */
const isSample = (row) => Array.isArray(row) && row.length === SAMPLE_LENGTH
  && row.slice(0, 4).every(isNumber) && row.slice(4).every(orNull(isNumber));
/** @param {unknown} rows */
const isSamples = (rows) => Array.isArray(rows) && rows.length > 0 && rows.length <= MOST_SAMPLES
  && rows.every(isSample);

/** @typedef {Record<string, Record<string, (value: unknown) => boolean>>} Fields */

/** @type {Fields} */
const BOTH = {
  ping: { ping: isCount },
  signal: {
    rate_hz: orNull(isNumber),
    is_still: orNull((value) => typeof value === "boolean"),
    problem: orNull(isText),
    words: orNull(isText),
  },
};
/** @type {Fields} */
const TO_PHONE = {
  ...BOTH,
  welcome: { coach: oneOf(COACHES) },
  coach: { state: oneOf(COACHES) },
  from: { turn: isCount, next: orNull(isCount) },
  have: { next: isCount },
};
/** @type {Fields} */
const TO_COACH = {
  ...BOTH,
  welcome: {},
  phone: {
    state: oneOf(PHONES), side: oneOf(SIDES), system: oneOf(SYSTEMS), stream: orNull(isText),
  },
  samples: { stream: isText, first: isCount, samples: isSamples },
  gap: { stream: isText, first: isCount, next: isCount },
  clock: { stream: isText, offset_s: isNumber, error_s: isNumber },
};

/** @param {any} value @param {Fields} kinds */
function checked(value, kinds) {
  if (value?.v !== VERSION) throw new LinkError(`protocol ${value?.v} where ${VERSION} is spoken`);
  const fields = Object.hasOwn(kinds, value.type) ? kinds[value.type] : undefined;
  if (fields === undefined) throw new LinkError(`nothing is called ${value.type}`);
  for (const [name, is] of Object.entries(fields)) {
    if (!is(value[name])) throw new LinkError(`${value.type}: ${name}`);
  }
  return value;
}

/** @param {unknown} value @returns {ToPhone} */
export const toPhone = (value) => checked(value, TO_PHONE);

/** @param {unknown} value @returns {ToCoach} */
export const toCoach = (value) => checked(value, TO_COACH);

/** A random name for a phone or a stream. */
export function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
