// The published BlazePose networks on LiteRT.js: a square in, numbers out. No geometry, no decisions.

import { createCropper } from "./crop.js";
import { refined, sigmoid } from "./heat-map.js";
import { outlineOf } from "./outline.js";
import {
  CANDIDATE_LENGTH, DETECTED, HEAD_LENGTH, POINT_COLUMNS, POINT_COUNT, SEEN, SEEN_LENGTH, writeHead,
} from "./protocol.js";

/** @typedef {import("@litertjs/core").CompiledModel} CompiledModel */
/** @typedef {typeof import("@litertjs/core")} LiteRt */
/** @typedef {import("./crop.js").Pixels} Pixels */
/** @typedef {import("./protocol.js").Region} Region */

const DETECTOR_SIDE = 224;
const LANDMARK_SIDE = 256;
const LEAST_LOGIT = 0;
const BOX_VALUES = 12;
const KNEES_AND_ANKLES = Object.freeze([[25, 27], [26, 28]]);

/**
 * Outputs of one run by their number of values, copied out of the network's memory.
 * @param {LiteRt} litert
 * @param {CompiledModel} model
 * @param {Float32Array} input
 * @param {number} side
 */
async function run(litert, model, input, side) {
  const tensor = new litert.Tensor(input, [1, side, side, 3]);
  try {
    const outputs = await model.run(tensor);
    /** @type {Map<number, Float32Array>} */
    const values = new Map();
    for (const output of outputs) {
      const data = /** @type {Float32Array} */ (output.toTypedArray());
      values.set(data.length, data);
      output.delete();
    }
    return values;
  } finally {
    tensor.delete();
  }
}

/**
 * @param {Map<number, Float32Array>} values
 * @param {number} length
 */
function output(values, length) {
  const found = values.get(length);
  if (found === undefined) throw new Error(`the network gave no output of ${length} values`);
  return found;
}

/**
 * Finds people: every anchor that is sure enough, as a DETECTED buffer.
 * @param {LiteRt} litert
 * @param {CompiledModel} model
 */
export function createDetector(litert, model) {
  const cropper = createCropper(DETECTOR_SIDE);
  const anchors = 2254;

  /**
   * @param {Pixels} pixels
   * @param {Region} region
   * @param {number} t_s
   */
  async function detect(pixels, region, t_s) {
    cropper.cut(pixels, region);
    const values = await run(litert, model, cropper.tensor(2 / 255, -1, false), DETECTOR_SIDE);
    const boxes = output(values, anchors * BOX_VALUES);
    const logits = output(values, anchors);
    const sure = [...logits.keys()].filter((anchor) => (logits[anchor] ?? 0) > LEAST_LOGIT);
    const buffer = new Float64Array(HEAD_LENGTH + sure.length * CANDIDATE_LENGTH);
    writeHead(buffer, DETECTED, t_s, pixels);
    sure.forEach((anchor, index) => {
      const first = HEAD_LENGTH + index * CANDIDATE_LENGTH;
      buffer[first] = anchor;
      buffer[first + 1] = logits[anchor] ?? NaN;
      buffer.set(boxes.subarray(anchor * BOX_VALUES, (anchor + 1) * BOX_VALUES), first + 2);
    });
    return buffer;
  }
  return { detect };
}

/**
 * Finds 39 points of the one person in a square, as a SEEN buffer.
 * @param {LiteRt} litert
 * @param {CompiledModel} model
 */
export function createLandmarkNet(litert, model) {
  const cropper = createCropper(LANDMARK_SIDE);

  /**
   * @param {Pixels} pixels
   * @param {Region} region
   * @param {boolean} isMirrored
   * @param {number} t_s
   */
  async function see(pixels, region, isMirrored, t_s) {
    const began = performance.now();
    cropper.cut(pixels, region);
    const input = cropper.tensor(1 / 255, 0, isMirrored);
    const cut = performance.now();
    const values = await run(litert, model, input, LANDMARK_SIDE);
    const net_ms = performance.now() - cut;
    const buffer = new Float64Array(SEEN_LENGTH);
    writeHead(buffer, SEEN, t_s, pixels);
    buffer[HEAD_LENGTH] = output(values, 1)[0] ?? 0;
    buffer[HEAD_LENGTH + 1] = cropper.luminance();
    writePoints(buffer, output(values, POINT_COUNT * POINT_COLUMNS),
      output(values, 64 * 64 * POINT_COUNT));
    writeOutline(buffer, output(values, LANDMARK_SIDE * LANDMARK_SIDE));
    return { buffer, net_ms, crop_ms: performance.now() - began - net_ms };
  }
  return { see };
}

const FIRST_POINT = HEAD_LENGTH + 2;

/**
 * x, y, z as fractions of the square, visibility and presence from 0 to 1.
 * @param {Float64Array} buffer
 * @param {Float32Array} raw
 * @param {Float32Array} heat
 */
function writePoints(buffer, raw, heat) {
  for (let point = 0; point < POINT_COUNT; point += 1) {
    const from = point * POINT_COLUMNS;
    const [x = NaN, y = NaN, z = NaN, visibility = NaN, presence = NaN] =
      raw.subarray(from, from + POINT_COLUMNS);
    const [u, v] = refined(x / LANDMARK_SIDE, y / LANDMARK_SIDE, heat, point, POINT_COUNT);
    buffer.set([u, v, z / LANDMARK_SIDE, sigmoid(visibility), sigmoid(presence)],
      FIRST_POINT + from);
  }
}

/**
 * @param {Float64Array} buffer
 * @param {Float32Array} mask
 */
function writeOutline(buffer, mask) {
  /** @param {number} point @param {number} column */
  const value = (point, column) => buffer[FIRST_POINT + point * POINT_COLUMNS + column] ?? NaN;
  const shanks = KNEES_AND_ANKLES.map(([knee = 0, ankle = 0]) =>
    /** @type {[number, number, number, number]} */ (
      [value(knee, 0), value(knee, 1), value(ankle, 0), value(ankle, 1)]));
  buffer.set(outlineOf(mask, LANDMARK_SIDE, shanks), FIRST_POINT + POINT_COUNT * POINT_COLUMNS);
}
