// The coach's end of the link: a phone's samples as MOTION buffers, on this page's clock.
// How to use it: docs/protocols/sensor_link.md.

import { HEAD_LENGTH, MOTION, writeHead } from "./protocol.js";
import { bySocket } from "./sensor-carriers.js";
import { FINAL, LinkError, SAMPLE_LENGTH, VERSION, toCoach } from "./sensor-protocol.js";

/** @typedef {import("./sensor-carriers.js").Open} Open */
/** @typedef {import("./sensor-carriers.js").Carrier} Carrier */
/** @typedef {import("./sensor-protocol.js").PhoneState} PhoneState */
/** @typedef {import("./sensor-protocol.js").Sample} Sample */
/** @typedef {import("./sensor-protocol.js").Side} Side */
/** @typedef {import("./sensor-protocol.js").System} System */
/** @typedef {Extract<import("./sensor-protocol.js").ToCoach, {type: "samples"}>} Samples */

/**
 * How it stands, for showing.
 * @typedef {object} LinkState
 * @property {"connecting" | "open" | "broken" | "stopped"} link to the server; `stopped` is final
 * @property {string} reason why it was stopped: a name of `CLOSED`
 * @property {PhoneState} phone
 * @property {Side | null} side leg the phone is strapped to, as the person said
 * @property {System | null} system `apple`: the phone turned the sign of its acceleration
 * @property {number | null} rate_hz
 * @property {boolean | null} is_still
 * @property {string | null} problem code of what is wrong with the signal
 * @property {string | null} words the sentence for it
 * @property {number | null} late_s from the movement to this page, with the newest samples
 * @property {number | null} clock_error_s what the clocks may differ by at most beside the offset
 * @property {number} missing samples that were lost for good
 */

/**
 * `coach` takes the samples, and the newest one gets them; a `watcher` is told of phone and signal.
 * @typedef {"coach" | "watcher"} Role
 */

/**
 * @typedef {object} LinkDeps
 * @property {(buffer: Float64Array<ArrayBuffer>) => void} onBatch a MOTION buffer of the worker protocol
 * @property {(state: LinkState) => void} onState
 * @property {(gap: {from_s: number, to_s: number, missing: number}) => void} [onGap] samples were
 *   lost between two batches: the last time before, and the first after
 * @property {() => number} [now_s] the clock of the batches; the page's own if not given
 * @property {Role} [role]
 * @property {string} [path]
 * @property {Open} [open]
 */

const RETRY_MS = Object.freeze([250, 500, 1000, 2000]);
const ACK_EVERY_S = 0.25;
const MOST_HELD = 64;
const NO_SIGNAL = Object.freeze({ rate_hz: null, is_still: null, problem: null, words: null });
const NOWHERE = Object.freeze({ width: 0, height: 0 });

/** @param {LinkDeps} deps */
export function createSensorLink(deps) {
  const now_s = deps.now_s ?? (() => performance.now() / 1000);
  const open = deps.open ?? bySocket(deps.path ?? "/sensor/link");
  /** @type {LinkState} */
  let state = {
    link: "connecting", reason: "", phone: "absent", side: null, system: null, ...NO_SIGNAL,
    late_s: null, clock_error_s: null, missing: 0,
  };
  /** @type {Carrier | null} */
  let carrier = null;
  let isMeasuring = false;
  let failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;

  /** @type {string | null} */
  let stream = null;
  /** @type {number | null} */
  let next = null;
  /** This page's clock less the phone's: fixed for a stream, so that no interval is ever bent. */
  /** @type {number | null} */
  let offset_s = null;
  /** @type {Samples[]} */
  let held = [];
  let last_s = -Infinity;
  let acked_s = -Infinity;
  let lostNow = 0;

  /** @param {Partial<LinkState>} change */
  function set(change) {
    state = { ...state, ...change };
    deps.onState(state);
  }

  /** @param {string} type @param {object} fields */
  const say = (type, fields) => carrier?.send({ v: VERSION, type, ...fields });

  function connect() {
    carrier = open({ onOpen: greet, onMessage: hear, onClose: ended });
  }

  function greet() {
    if (deps.role === "watcher") say("hello", { role: "watcher" });
    else say("hello", { role: "coach", stream: next === null ? null : stream, next });
    if (isMeasuring) say("measuring", { is_measuring: true });
  }

  /** @param {string} reason */
  function ended(reason) {
    carrier = null;
    if (FINAL.has(reason)) {
      set({ link: "stopped", reason, ...NO_SIGNAL });
      return;
    }
    const wait_ms = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    set({ link: "broken", ...NO_SIGNAL });
    retry = setTimeout(connect, wait_ms);
  }

  /** @param {unknown} value */
  function hear(value) {
    let message;
    try {
      message = toCoach(value);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      carrier?.close();
      ended("version_unknown");
      return;
    }
    if (message.type === "ping") say("pong", { ping: message.ping, t_s: now_s() });
    else if (message.type === "samples") take(message);
    else if (message.type === "gap") lost(message.next - message.first);
    else if (message.type === "clock") know(message);
    else tell(message);
  }

  /** @param {Extract<import("./sensor-protocol.js").ToCoach, {type: "welcome" | "phone" | "signal"}>} message */
  function tell(message) {
    if (message.type === "welcome") {
      failures = 0;
      set({ link: "open", reason: "" });
    } else if (message.type === "phone") {
      const { state: phone, side, system } = message;
      set({ phone, side, system, ...(phone === "absent" || phone === "lost" ? NO_SIGNAL : {}) });
    } else {
      const { rate_hz, is_still, problem, words } = message;
      set({ rate_hz, is_still, problem, words });
    }
  }

  /** @param {string} name */
  function begin(name) {
    if (stream === name) return;
    stream = name;
    offset_s = null;
    held = [];
  }

  /** @param {{stream: string, offset_s: number, error_s: number}} clock */
  function know(clock) {
    begin(clock.stream);
    offset_s ??= clock.offset_s;
    state = { ...state, clock_error_s: clock.error_s };
    const waiting = held;
    held = [];
    waiting.forEach(deliver);
  }

  /** @param {Samples} message */
  function take(message) {
    begin(message.stream);
    next = message.first + message.samples.length;
    if (offset_s !== null) deliver(message);
    else held = [...held, message].slice(-MOST_HELD); // the clock is known within half a second
    if (now_s() - acked_s < ACK_EVERY_S) return;
    acked_s = now_s();
    say("have", { stream: message.stream, next });
  }

  /** @param {number} count */
  function lost(count) {
    lostNow += count;
    set({ missing: state.missing + count });
  }

  /** @param {Samples} message */
  function deliver(message) {
    const shift_s = offset_s ?? 0;
    const samples = message.samples.filter((sample) => sample[0] + shift_s > last_s);
    const [first, newest] = [samples[0], samples.at(-1)];
    if (first === undefined || newest === undefined) return;
    if (lostNow > 0 && last_s > -Infinity) {
      deps.onGap?.({ from_s: last_s, to_s: first[0] + shift_s, missing: lostNow });
    }
    lostNow = 0;
    last_s = newest[0] + shift_s;
    deps.onBatch(buffer(samples, shift_s));
    set({ late_s: now_s() - last_s });
  }

  connect();
  return {
    /** Tell the phone whether its samples are being used. @param {boolean} measuring */
    measuring(measuring) {
      if (isMeasuring === measuring) return;
      isMeasuring = measuring;
      say("measuring", { is_measuring: measuring });
    },
    state: () => state,
    close() {
      clearTimeout(retry);
      carrier?.close();
      carrier = null;
    },
  };
}

/** @typedef {ReturnType<typeof createSensorLink>} SensorLink */

/** @param {Sample[]} samples @param {number} shift_s */
function buffer(samples, shift_s) {
  const made = new Float64Array(HEAD_LENGTH + SAMPLE_LENGTH * samples.length);
  writeHead(made, MOTION, (samples.at(-1)?.[0] ?? NaN) + shift_s, NOWHERE);
  samples.forEach((sample, index) => {
    const place = HEAD_LENGTH + SAMPLE_LENGTH * index;
    made.set(sample.map((value) => value ?? NaN), place);
    made[place] = sample[0] + shift_s;
  });
  return made;
}
