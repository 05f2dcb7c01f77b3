// What this device and browser can do, looked at once. Nothing here reads who somebody is.

/** @typedef {import("./shapes.js").SourceName} SourceName */
/** @typedef {import("./protocol.js").Build} Build */

const SIMD = Object.freeze([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
]);
const RELAXED_SIMD = Object.freeze([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15,
  65, 2, 253, 15, 253, 128, 2, 11,
]);

/** @param {readonly number[]} module the smallest one that needs a feature */
const runs = (module) => WebAssembly.validate(new Uint8Array(module));

/** Whether the coach can run at all. */
export const canRun = () => typeof WebAssembly === "object" && typeof Worker === "function"
  && typeof OffscreenCanvas === "function";

/** Which build of the networks' runner fits. @returns {Build} */
export function buildOf() {
  if (!runs(SIMD) || !runs(RELAXED_SIMD)) return "compat";
  return globalThis.crossOriginIsolated ? "threaded" : "plain";
}

/** Whether the browser is old enough to be told. */
export const isOld = () => !runs(SIMD);

/** Whether a page may use camera and motion here. */
export const isSecure = () => globalThis.isSecureContext;

/**
 * What there is to watch with, the best first. A sensor is always there: this phone's own, or that of
 * another phone which is linked to this page.
 * @returns {SourceName[]}
 */
export const sourcesHere = () =>
  (navigator.mediaDevices === undefined ? ["sensor", "none"] : ["camera", "sensor", "none"]);

/** Whether this device is one to be strapped to a leg. */
export const hasOwnSensor = () => typeof globalThis.DeviceMotionEvent === "function"
  && globalThis.matchMedia("(pointer: coarse)").matches;

/** Whether the person wants no motion on the screen. */
export const wantsStill = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;
