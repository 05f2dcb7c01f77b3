// The phone's end of the link: numbers samples, keeps the last seconds, sends, goes on after a break.

import { FINAL, LinkError, MOST_SAMPLES, VERSION, toPhone } from "./sensor-protocol.js";
import { createKept } from "./sensor-samples.js";

/** @typedef {import("./sensor-carriers.js").Open} Open */
/** @typedef {import("./sensor-carriers.js").Carrier} Carrier */
/** @typedef {import("./sensor-protocol.js").CoachState} CoachState */
/** @typedef {import("./sensor-protocol.js").Sample} Sample */
/** @typedef {import("./sensor-protocol.js").Side} Side */
/** @typedef {import("./sensor-protocol.js").Signal} Signal */
/** @typedef {import("./sensor-protocol.js").System} System */

/**
 * How it stands with the link. `stopped` has a reason and is not tried again.
 * @typedef {object} FeedState
 * @property {"connecting" | "open" | "lost" | "stopped"} link
 * @property {string} reason
 * @property {CoachState} coach
 * @property {Signal | null} signal
 */

/**
 * @typedef {object} FeedDeps
 * @property {Open[]} ways tried one after the other
 * @property {{phone: string, stream: string, side: Side, system: System}} facts
 * @property {(state: FeedState) => void} onChange
 * @property {() => number} [now_ms]
 */

const SEND_EVERY_MS = 45;
const RETRY_MS = Object.freeze([250, 500, 1000, 2000]);
const SILENT_MS = 4000;
const WATCH_MS = 1000;

/** @param {FeedDeps} deps */
export function createFeed(deps) {
  const now_ms = deps.now_ms ?? (() => performance.now());
  const kept = createKept();
  let { side } = deps.facts;
  let isStrapped = false;
  let isAwake = true;
  let takesOver = false;
  /** @type {FeedState} */
  let state = { link: "connecting", reason: "", coach: "absent", signal: null };
  /** @type {Carrier | null} */
  let carrier = null;
  /** @type {number | null} */
  let turn = null;
  let cursor = 0;
  let way = 0;
  let failures = 0;
  let isWelcome = false;
  let heard_ms = now_ms();
  let sent_ms = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;
  const watch = setInterval(look, WATCH_MS);

  /** @param {Partial<FeedState>} change */
  function set(change) {
    state = { ...state, ...change };
    deps.onChange(state);
  }

  /** @param {string} type @param {object} fields */
  const say = (type, fields) => carrier?.send({ v: VERSION, type, ...fields });

  function connect() {
    clearTimeout(retry);
    isWelcome = false;
    turn = null;
    heard_ms = now_ms();
    const open = deps.ways[way % deps.ways.length];
    if (open === undefined) throw new Error("no way to the relay");
    carrier = open({ onOpen: greet, onMessage: hear, onClose: ended });
  }

  function greet() {
    const { phone, stream, system } = deps.facts;
    say("hello", { role: "phone", phone, stream, side, system, takes_over: takesOver });
    if (isStrapped) say("placed", { is_strapped: true, side });
    if (!isAwake) say("awake", { is_awake: false });
  }

  /** @param {unknown} value */
  function hear(value) {
    let message;
    try {
      message = toPhone(value);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      stop("version_unknown");
      return;
    }
    heard_ms = now_ms();
    if (message.type === "ping") say("pong", { ping: message.ping, t_s: now_ms() / 1000 });
    else if (message.type === "signal") set({ signal: message });
    else if (message.type === "coach") set({ coach: message.state });
    else if (message.type === "have") kept.forget(message.next);
    else if (message.type === "welcome") welcomed(message.coach);
    else {
      turn = message.turn;
      cursor = message.next ?? kept.next();
      flush();
    }
  }

  /** @param {CoachState} coach */
  function welcomed(coach) {
    isWelcome = true;
    takesOver = false;
    failures = 0;
    set({ link: "open", reason: "", coach });
  }

  /** @param {string} reason */
  function ended(reason) {
    carrier = null;
    turn = null;
    if (FINAL.has(reason)) {
      stop(reason);
      return;
    }
    if (!isWelcome) way += 1; // this way led nowhere: the other one next
    const wait_ms = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    set({ link: state.link === "connecting" && failures < 3 ? "connecting" : "lost", signal: null });
    retry = setTimeout(connect, wait_ms);
  }

  /** @param {string} reason */
  function stop(reason) {
    clearTimeout(retry);
    carrier?.close();
    carrier = null;
    turn = null;
    set({ link: "stopped", reason, signal: null });
  }

  /** A link on which nobody says anything any more is none. */
  function look() {
    if (carrier === null || now_ms() - heard_ms < SILENT_MS) return;
    carrier.close();
    ended("broken");
  }

  function flush() {
    while (carrier !== null && turn !== null && cursor < kept.next() && !carrier.isBusy()) {
      const { first, samples } = kept.take(cursor, MOST_SAMPLES);
      cursor = first + samples.length;
      sent_ms = now_ms();
      say("samples", { turn, first, samples });
    }
  }

  connect();
  return {
    /** @param {Sample} sample */
    push(sample) {
      if (kept.push(sample) && now_ms() - sent_ms >= SEND_EVERY_MS) flush();
    },
    /** @param {boolean} strapped @param {Side} leg */
    place(strapped, leg) {
      isStrapped = strapped;
      side = leg;
      say("placed", { is_strapped: isStrapped, side });
    },
    /** @param {boolean} awake */
    wake(awake) {
      isAwake = awake;
      say("awake", { is_awake: isAwake });
    },
    /** Try once more after `stopped`. @param {boolean} over whether another phone is sent away */
    again(over) {
      takesOver = over;
      failures = 0;
      set({ link: "connecting", reason: "" });
      connect();
    },
    end() {
      say("bye", {});
      if (carrier === null) stop("ended");
    },
    close() {
      clearInterval(watch);
      clearTimeout(retry);
      carrier?.close();
      carrier = null;
    },
  };
}

/** @typedef {ReturnType<typeof createFeed>} Feed */
