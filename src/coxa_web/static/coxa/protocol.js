// What the workers and the page tell each other, and the only place where it is parsed.
// In prose: docs/protocols/worker.md. Python's side: src/coxa/browser/buffers.py.

export const VERSION = 1;

/** Kinds of flat buffers, their first number. */
export const SEEN = 1;
export const DETECTED = 2;
export const MOTION = 4;

export const HEAD_LENGTH = 4;
export const POINT_COUNT = 39;
export const POINT_COLUMNS = 5;
export const OUTLINE_ROWS = 24;
export const OUTLINE_LENGTH = 2 * OUTLINE_ROWS * 2;
export const SEEN_LENGTH = HEAD_LENGTH + 2 + POINT_COUNT * POINT_COLUMNS + OUTLINE_LENGTH;
export const CANDIDATE_LENGTH = 14;

/** Order of the points in `Reply.skeleton`. */
export const SKELETON = Object.freeze([
  "left_shoulder", "left_hip", "left_knee", "left_ankle", "left_foot_index",
  "right_shoulder", "right_hip", "right_knee", "right_ankle", "right_foot_index",
]);

/**
 * A turned square of the image: centre x, centre y, side (pixels), rotation (radians, clockwise).
 * @typedef {readonly [number, number, number, number]} Region
 */

/**
 * What the networks are to do next.
 * @typedef {{do: "detect", region: Region}
 *   | {do: "see", region: Region, is_mirrored: boolean}} Todo
 */

/**
 * What the core says to a buffer. `coach` is the engine's, null until the image is done.
 * @typedef {object} Reply
 * @property {1} v
 * @property {boolean} is_done
 * @property {Todo | null} todo
 * @property {ReadonlyArray<readonly [number, number, number]> | null} skeleton
 * @property {Record<string, unknown> | null} coach
 */

/**
 * Addresses of this version's files, as the page carries them.
 * @typedef {object} CoachConfig
 * @property {string} version of everything the page is made of
 * @property {string} core
 * @property {string} pyodide
 * @property {string} litert
 * @property {string} models
 * @property {string} pose_worker
 * @property {string} core_worker
 * @property {string} pose_version
 * @property {string} service_worker
 */

/** @typedef {"lite" | "full" | "heavy"} ModelName */
/** @typedef {"threaded" | "plain" | "compat"} Build which build of the networks' runner fits the browser */

/**
 * To the worker with the networks. Without a model it takes `full` if one look takes `most_ms` at
 * most on this device, else `lite`; it looks once the core is there (`settled`).
 * @typedef {{type: "start", config: CoachConfig, model: ModelName | null, most_ms: number, build: Build,
 *     core: MessagePort}
 *   | {type: "settled"}
 *   | {type: "image", t_s: number, image: ImageBitmap}} ToPose
 */

/**
 * From the worker with the networks.
 * @typedef {{type: "progress", part: string}
 *   | {type: "ready", threads: boolean, model: ModelName, look_ms: number, took_ms: number}
 *   | {type: "told"}
 *   | {type: "free", t_s: number, crop_ms: number, net_ms: number, core_ms: number, looks: number}
 *   | {type: "failed", message: string}} FromPose
 */

/** @typedef {"begin" | "hear" | "done" | "learn"} VisitCall functions of `coxa.browser.visit.door.Visit` */

/**
 * To the worker with the core. What has a `number` is answered under it.
 * @typedef {{type: "boot", config: CoachConfig, pose: MessagePort}
 *   | {type: "start", config: string, state: string | null}
 *   | {type: "buffer", buffer: Float64Array}
 *   | {type: "input", json: string}
 *   | {type: "ask", number: number, call: "state" | "measure" | "finish" | VisitCall, json: string}
 *   } ToCore
 */

/**
 * From the worker with the core; `json` is what Python said, `error` why it said nothing.
 * @typedef {{type: "ready", took_ms: number, version: string}
 *   | {type: "reply", t_s: number, json: string, took_ms: number}
 *   | {type: "answer", number: number, json: string | null, error: string}
 *   | {type: "failed", message: string}} FromCore
 */

/**
 * What a worker uses of its global scope.
 * @typedef {object} WorkerScope
 * @property {(message: unknown) => void} postMessage
 * @property {((event: MessageEvent) => void) | null} onmessage
 * @property {boolean} crossOriginIsolated
 */

/** A message that is not what this version speaks. */
export class ProtocolError extends Error {}

/**
 * @param {string} json
 * @returns {Reply}
 */
export function parseReply(json) {
  const value = JSON.parse(json);
  if (value === null || typeof value !== "object" || value.v !== VERSION) {
    throw new ProtocolError(`protocol ${value?.v} where ${VERSION} is spoken`);
  }
  if (typeof value.is_done !== "boolean" || !isTodo(value.todo)) {
    throw new ProtocolError("a reply without what to do next");
  }
  return value;
}

/**
 * @param {string} json
 * @returns {Record<string, unknown>}
 */
export function parseResult(json) {
  const value = JSON.parse(json);
  if (value?.v !== VERSION || typeof value.result !== "object") {
    throw new ProtocolError("a result of no known version");
  }
  return value.result;
}

/**
 * @param {any} value
 * @returns {value is Todo | null}
 */
function isTodo(value) {
  if (value === null) return true;
  const isRegion = Array.isArray(value?.region) && value.region.length === 4
    && value.region.every(Number.isFinite);
  return isRegion && (value.do === "detect"
    || (value.do === "see" && typeof value.is_mirrored === "boolean"));
}

/**
 * What Python says once in a visit: the screen that follows, records to keep, the state to keep.
 * @typedef {object} Visited
 * @property {1} v
 * @property {import("./shapes.js").Screen} screen
 * @property {import("./shapes.js").StoredRecord[]} records
 * @property {object} state
 * @property {boolean} is_open whether there is something to go on with if nobody ends it
 * @property {import("./shapes.js").DayChoices} choices what is wished, to be kept for the next day
 */

/**
 * @param {string} json
 * @returns {Visited}
 */
export function parseVisited(json) {
  const value = JSON.parse(json);
  if (value?.v !== VERSION || typeof value.screen?.kind !== "string"
    || !Array.isArray(value.records)) {
    throw new ProtocolError("a visit of no known version");
  }
  return value;
}

/**
 * The time, and nothing else: a batch of no sensor samples.
 * @param {number} t_s
 */
export function timeBuffer(t_s) {
  const buffer = new Float64Array(HEAD_LENGTH);
  writeHead(buffer, MOTION, t_s, { width: 0, height: 0 });
  return buffer;
}

/**
 * The head of a buffer, written into its first four numbers.
 * @param {Float64Array} buffer
 * @param {number} kind
 * @param {number} t_s
 * @param {{width: number, height: number}} size
 */
export function writeHead(buffer, kind, t_s, size) {
  buffer[0] = kind;
  buffer[1] = t_s;
  buffer[2] = size.width;
  buffer[3] = size.height;
}

/**
 * @param {string} text
 * @returns {CoachConfig}
 */
export function parseConfig(text) {
  const value = JSON.parse(text);
  const names = [
    "version", "core", "pyodide", "litert", "models", "pose_worker", "core_worker", "pose_version",
    "service_worker",
  ];
  for (const name of names) {
    if (typeof value[name] !== "string") throw new ProtocolError(`the page does not say: ${name}`);
  }
  return value;
}
