// One exercise, or the test, while somebody does it: hands in what is seen and said, shows what comes.
// Counting, judging and stopping are the engine's; this file is plumbing.

import { allowMotion, createMotion, MotionError } from "./motion.js";
import { timeBuffer, VERSION } from "./protocol.js";
import { CameraError, createSource, openCamera } from "./source.js";

/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./shapes.js").Live} LiveScreen */
/** @typedef {import("./shapes.js").Told} Told */
/** @typedef {import("./question.js").Answer} Answer */
/** @typedef {{result: Record<string, unknown>} | {word: "set_up" | "without"}} Ended */

const TICK_MS = 100;
const SNAPSHOT_MS = 1_000;
const SILENT_MS = 500;

/**
 * @typedef {object} Deps
 * @property {import("./workers.js").Workers} workers
 * @property {import("./stage.js").Stage} stage
 * @property {import("./voice.js").Voice} voice
 * @property {import("./wake.js").Wake} wake
 * @property {import("./halt.js").Halt} halt
 * @property {import("./faults.js").Faults} faults
 * @property {import("./clock.js").Clock} clock
 * @property {import("./texts.js").Texts} text
 * @property {import("./bench.js").Bench} bench
 * @property {string} passes
 * @property {(state: string, t_s: number) => void} onSnapshot once a second, to be written down
 */

/** @param {Deps} deps */
export function createLive(deps) {
  const { workers, stage, voice, wake, halt, faults, clock, text, bench } = deps;
  /** @type {import("./source.js").Source | null} */
  let source = null;
  /** @type {{stop: () => void} | null} */
  let motion = null;
  /** @type {LiveScreen | null} */
  let screen = null;
  /** @type {((ended: Ended) => void) | null} */
  let resolve = null;
  /** @type {import("./shapes.js").Shown["phase"] | ""} */
  let phase = "";
  let heard_ms = 0;
  let hasBegun = false;
  let isEnding = false;
  let isWriting = false;
  /** @type {ReturnType<typeof setInterval>[]} */
  let timers = [];

  /**
   * @param {LiveScreen} live
   * @param {{file: File | null, isHelped: boolean, kept: {state: string, t_s: number} | null}} options
   * @returns {Promise<Ended>}
   */
  async function run(live, { file, isHelped, kept }) {
    screen = live;
    hasBegun = false;
    isEnding = false;
    phase = "";
    clock.set(kept === null ? 0 : kept.t_s);
    stage.open(live, isHelped);
    const ended = new Promise((/** @type {(ended: Ended) => void} */ done) => {
      resolve = done;
    });
    wake.on();
    connect(live, file, kept?.state ?? null).catch(broken);
    return ended;
  }

  /** @param {LiveScreen} live @param {File | null} file @param {string | null} state */
  async function connect(live, file, state) {
    if (live.source === "camera") await watch(file, state);
    else if (live.source === "sensor") await feel(state);
    else begin({ width: 0, height: 0 }, state);
    if (screen === live) timers = [setInterval(tick, TICK_MS), setInterval(snapshot, SNAPSHOT_MS)];
  }

  /** @param {{width: number, height: number}} size @param {string | null} state */
  function begin(size, state) {
    if (screen === null) return;
    hasBegun = true;
    const config = { ...JSON.parse(screen.config_json), t_s: clock.now_s() };
    workers.start({
      v: VERSION, engine: "coach", passes: deps.passes, width_px: size.width, height_px: size.height, config,
    }, state);
    halt.on();
    if (state !== null) pause();
  }

  /** @param {File | null} file @param {string | null} state */
  async function watch(file, state) {
    stage.caption(text("ui.waiting_camera"));
    const wanted = screen;
    try {
      const opened = file ?? await openCamera();
      const made = await createSource(stage.video, opened, clock.now_s(), {
        onImage: (image) => {
          bench.shown(image);
          workers.look(image.bitmap, image.t_s);
        },
        onEnded: () => void finish(),
        onGone: gone,
      });
      if (screen !== wanted) { // stopped while the browser was asking
        made.stop();
        return;
      }
      source = made;
      begin(made.size(), state);
    } catch (error) {
      if (screen !== wanted) return;
      const code = error instanceof CameraError ? error.code : "not_video";
      unable(code, ["retry", "without"]);
    }
  }

  /** @param {string | null} state */
  async function feel(state) {
    stage.caption(text("ui.waiting_motion"));
    const wanted = screen;
    try {
      await allowMotion();
      if (screen !== wanted) return;
      begin({ width: 0, height: 0 }, state);
      motion = createMotion(clock, (buffer) => {
        heard_ms = performance.now();
        workers.send(buffer);
      }, unfelt);
    } catch (error) {
      unable(error instanceof MotionError ? error.code : "no_motion", ["retry", "without"]);
    }
  }

  /** Nothing is felt: the phone is to be connected, or there is none. @param {"no_motion" | "no_phone"} code */
  function unfelt(code) {
    unable(code, code === "no_phone" ? ["connect", "without"] : ["retry", "without"]);
  }

  /** It cannot begin like this: say why, and what else there is. @param {string} code @param {string[]} actions */
  function unable(code, actions) {
    const possible = actions.filter((action) => action !== "without" || screen?.has_clock === true);
    faults.show(code, possible, (action) => {
      if (action === "connect") location.assign("/sensor/connect/");
      else end({ word: action === "without" ? "without" : "set_up" });
    });
  }

  function forget() {
    source?.stop();
    source = null;
  }

  /** The camera went while somebody exercised: everything waits for it. */
  function gone() {
    forget();
    pause();
    stage.alarm(text("ui.paused_camera"));
    faults.show("camera_gone", ["retry", "end"], (action) => {
      if (action === "end") void finish();
      else void again();
    });
  }

  async function again() {
    try {
      const opened = await openCamera();
      source = await createSource(stage.video, opened, clock.now_s(), {
        onImage: (image) => workers.look(image.bitmap, image.t_s),
        onEnded: () => void finish(),
        onGone: gone,
      });
      stage.alarm(text("ui.paused_resumed"));
      source.next();
    } catch {
      gone();
    }
  }

  /** @param {Reply} reply @param {number} t_s @param {number} took_ms */
  function replied(reply, t_s, took_ms) {
    if (screen === null || isEnding || reply.coach === null) return;
    const told = /** @type {Told} */ (/** @type {unknown} */ (reply.coach));
    if (!Number.isNaN(t_s)) {
      heard_ms = performance.now();
      if (screen.source === "camera") clock.set(t_s);
    }
    if (told.error !== null) {
      faults.show("broken", ["reload"], undefined, `${told.error.message} ${told.error.next_step}`);
      return;
    }
    entered(told.show.phase);
    stage.show(told.show);
    for (const event of told.events) {
      if (event.type === "repetition") {
        stage.flash(event.is_counted);
        continue;
      }
      stage.say(event.text);
      voice.say(event.text, event.priority);
    }
    if (source !== null && !Number.isNaN(t_s)) stage.draw(reply.skeleton, source.size());
    bench.replied(t_s, took_ms, told.show);
    if (told.is_over) void finish();
  }

  /** @param {import("./shapes.js").Shown["phase"]} now */
  function entered(now) {
    if (now === phase) return;
    const before = phase;
    phase = now;
    if (now === "rest") void workers.measure().catch(() => undefined);
    if (now === "asking" || now === "stopped") halt.off();
    else halt.on();
    if (now === "stopped") stage.alarm(text("ui.stopped"));
    else if (now !== "paused" || before === "stopped") stage.alarm("");
  }

  /** @param {import("./shapes.js").Shown["phase"] | string} what @param {object} [more] */
  const say = (what, more = {}) => workers.say({ say: what, t_s: clock.now_s(), ...more });

  /** What it means is Python's to say; that it was heard stands there at once. */
  function stop() {
    if (screen === null || phase === "stopped" || phase === "asking") return;
    if (!hasBegun) {
      end({ word: "set_up" });
      return;
    }
    voice.hush();
    stage.alarm(text("ui.stopped"));
    say("stop");
  }

  function pause() {
    say("pause");
  }

  /** @param {string} name @param {Answer} answer */
  function answered(name, answer) {
    if (answer !== "back") say("answer", { name, ...answer });
  }

  /** Nothing but the time goes in where nothing else has for a while. */
  function tick() {
    const isSilent = performance.now() - heard_ms > SILENT_MS;
    if (screen?.source === "none" || isSilent) workers.send(timeBuffer(clock.now_s()));
  }

  async function snapshot() {
    if (isWriting || isEnding || phase === "") return;
    isWriting = true;
    try {
      deps.onSnapshot(await workers.state(), clock.now_s());
    } catch {
      // a snapshot that is missed is made up by the next
    }
    isWriting = false;
  }

  async function finish() {
    if (isEnding) return;
    isEnding = true;
    release();
    stage.caption(text("ui.measuring"));
    try {
      end({ result: await workers.finish() });
    } catch (error) {
      broken(error);
    }
  }

  /** What was written down last is gone on with. @param {unknown} error */
  function broken(error) {
    faults.show("broken", ["reload"], undefined, String(error));
  }

  function release() {
    bench.dropped(source?.dropped() ?? 0);
    forget();
    motion?.stop();
    motion = null;
    timers.forEach(clearInterval);
    timers = [];
    halt.off();
    wake.off();
  }

  /** @param {Ended} ended */
  function end(ended) {
    release();
    stage.close();
    screen = null;
    resolve?.(ended);
    resolve = null;
  }

  return {
    run,
    replied,
    stop,
    answered,
    snapshot,
    /** The networks are free for an image. */
    free: () => source?.next(),
    pauseOrResume: () => {
      say(phase === "paused" ? "resume" : "pause");
    },
    next: () => say("next"),
    tap: () => say("tap"),
    /** The page was put aside: nobody watches, so nothing counts. */
    hidden: () => {
      if (screen === null || phase === "" || phase === "asking" || phase === "stopped") return;
      pause();
      stage.alarm(text("ui.paused_hidden"));
    },
    release,
  };
}

/** @typedef {ReturnType<typeof createLive>} Live */
