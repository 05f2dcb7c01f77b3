// Where the person's mask ends beside each shank, as src/coxa_lab/pose/outline.py, in the square.

import { OUTLINE_LENGTH, OUTLINE_ROWS } from "./protocol.js";

const REACH = 0.42;
const STEPS = 42;

/**
 * Distances to the mask's edges beside both shanks, in fractions of the square's side.
 * @param {Float32Array} mask logits, side x side; positive is person
 * @param {number} side
 * @param {readonly [number, number, number, number][]} shanks knee x, y, ankle x, y of the left
 *   and the right leg, fractions of the square
 * @returns {Float64Array} left and right leg; row by row the lateral and the medial edge
 */
export function outlineOf(mask, side, shanks) {
  const outline = new Float64Array(OUTLINE_LENGTH).fill(NaN);
  shanks.forEach(([kneeX, kneeY, ankleX, ankleY], leg) => {
    const lineX = ankleX - kneeX;
    const lineY = ankleY - kneeY;
    const length = Math.hypot(lineX, lineY);
    if (!(length > 0)) return;
    const outward = leg === 0 ? 1 : -1;
    const acrossX = (outward * lineY) / length;
    const acrossY = (-outward * lineX) / length;
    for (let row = 0; row < OUTLINE_ROWS; row += 1) {
      const share = (row + 0.5) / OUTLINE_ROWS;
      const x = kneeX + share * lineX;
      const y = kneeY + share * lineY;
      const place = 2 * (leg * OUTLINE_ROWS + row);
      outline[place] = edge(mask, side, x, y, acrossX, acrossY, length);
      outline[place + 1] = -edge(mask, side, x, y, -acrossX, -acrossY, length);
    }
  });
  return outline;
}

/**
 * How far the mask goes from a point in a direction; NaN if it does not end, or never begins.
 * @param {Float32Array} mask
 * @param {number} side
 * @param {number} x
 * @param {number} y
 * @param {number} wayX
 * @param {number} wayY
 * @param {number} length
 */
function edge(mask, side, x, y, wayX, wayY, length) {
  const step = (REACH * length) / (STEPS - 1);
  let before = 0;
  for (let index = 0; index < STEPS; index += 1) {
    const distance = index * step;
    const value = sampled(mask, side, (x + distance * wayX) * side, (y + distance * wayY) * side);
    if (value < 0) {
      if (index === 0) return NaN;
      return before > value ? (index - 1 + before / (before - value)) * step : (index - 1) * step;
    }
    before = value;
  }
  return NaN;
}

/**
 * Bilinear sample of the squashed mask, -1 to 1; outside the mask is not person. The edge search
 * squashes a second time, as Python's does.
 * @param {Float32Array} mask
 * @param {number} side
 * @param {number} atX
 * @param {number} atY
 */
function sampled(mask, side, atX, atY) {
  const x = atX - 0.5;
  const y = atY - 0.5;
  if (!(x >= 0 && y >= 0 && x < side - 1 && y < side - 1)) return squashed(-1);
  const column = Math.trunc(x);
  const row = Math.trunc(y);
  const right = x - column;
  const down = y - row;
  const first = row * side + column;
  const above = at(mask, first) * (1 - right) + at(mask, first + 1) * right;
  const below = at(mask, first + side) * (1 - right) + at(mask, first + side + 1) * right;
  return squashed(above * (1 - down) + below * down);
}

/** @param {Float32Array} mask @param {number} place */
function at(mask, place) {
  return squashed(/** @type {number} */ (mask[place]));
}

/**
 * A logit as -1 to 1, so that an edge lies half way in brightness.
 * @param {number} logit
 */
function squashed(logit) {
  return Math.tanh(0.5 * Math.min(60, Math.max(-60, logit)));
}
