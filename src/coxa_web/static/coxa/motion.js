// Motion as buffers for the engine: of this phone, or of another one that is linked to the page.

import { hasOwnSensor } from "./device.js";
import { HEAD_LENGTH, MOTION, writeHead } from "./protocol.js";
import { createSensorLink } from "./sensor-link.js";
import { createSensorNews } from "./sensor-news.js";
import { isApple, sampleOf } from "./sensor-samples.js";

/** @typedef {import("./clock.js").Clock} Clock */
/** @typedef {(buffer: Float64Array<ArrayBuffer>) => void} OnBatch */
/** @typedef {{stop: () => void}} Feeling */

const BATCH_MS = 100;
const FIRST_WAIT_MS = 2_000;
const ABSENT_MS = 3_000;

/** Motion is not to be had; `code` says why. */
export class MotionError extends Error {
  /** @param {"insecure" | "motion_refused" | "no_motion"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Asks for motion where the browser wants to be asked; to be called from a press.
 */
export async function allowMotion() {
  if (!hasOwnSensor()) return;
  if (!globalThis.isSecureContext) throw new MotionError("insecure");
  const asking = /** @type {{requestPermission?: () => Promise<string>}} */ (
    /** @type {unknown} */ (DeviceMotionEvent));
  if (asking.requestPermission === undefined) return;
  const said = await asking.requestPermission().catch(() => "denied");
  if (said !== "granted") throw new MotionError("motion_refused");
}

/**
 * @param {Clock} clock
 * @param {OnBatch} onBatch
 * @param {(code: "no_motion" | "no_phone") => void} onNothing no sample comes
 * @returns {Feeling}
 */
export const createMotion = (clock, onBatch, onNothing) => (hasOwnSensor()
  ? ownMotion(clock, onBatch, onNothing) : linkedMotion(clock, onBatch, onNothing));

/** @param {Clock} clock @param {OnBatch} onBatch @param {(code: "no_motion") => void} onNothing */
function ownMotion(clock, onBatch, onNothing) {
  const isTurned = isApple();
  const ending = new AbortController();
  /** @type {number[]} */
  let numbers = [];
  let hasAny = false;

  /** @param {DeviceMotionEvent} event */
  function felt(event) {
    const sample = sampleOf(event, isTurned);
    if (sample === null) return;
    hasAny = true;
    const [, ...values] = sample;
    numbers.push(clock.now_s(), ...values.map((value) => value ?? NaN));
  }

  function send() {
    if (numbers.length === 0) return;
    const buffer = new Float64Array(HEAD_LENGTH + numbers.length);
    writeHead(buffer, MOTION, clock.now_s(), { width: 0, height: 0 });
    buffer.set(numbers, HEAD_LENGTH);
    numbers = [];
    onBatch(buffer);
  }

  globalThis.addEventListener("devicemotion", felt, { signal: ending.signal });
  const timer = setInterval(send, BATCH_MS);
  const first = setTimeout(() => {
    if (!hasAny) onNothing("no_motion");
  }, FIRST_WAIT_MS);
  return {
    stop() {
      ending.abort();
      clearInterval(timer);
      clearTimeout(first);
    },
  };
}

/** @param {Clock} clock @param {OnBatch} onBatch @param {(code: "no_phone") => void} onNothing */
function linkedMotion(clock, onBatch, onNothing) {
  const news = createSensorNews();
  const link = createSensorLink({
    onBatch, onState: news.state, onGap: news.gap, now_s: clock.now_s,
  });
  link.measuring(true);
  const first = setTimeout(() => {
    const { link: way, phone } = link.state();
    if (way !== "open" || phone === "absent") onNothing("no_phone");
  }, ABSENT_MS);
  return {
    stop() {
      clearTimeout(first);
      link.measuring(false);
      link.close();
      news.end();
    },
  };
}
