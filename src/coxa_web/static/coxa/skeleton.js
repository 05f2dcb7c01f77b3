// The preview: the picture as in a mirror, and the points the core says are the person's.

import { SKELETON } from "./protocol.js";

/** @typedef {NonNullable<import("./protocol.js").Reply["skeleton"]>} Points */

const BONES = Object.freeze(["left", "right"].flatMap((side) => [
  [`${side}_shoulder`, `${side}_hip`], [`${side}_hip`, `${side}_knee`],
  [`${side}_knee`, `${side}_ankle`], [`${side}_ankle`, `${side}_foot_index`],
]).concat([["left_shoulder", "right_shoulder"], ["left_hip", "right_hip"]])
  .map(([from = "", to = ""]) => /** @type {const} */ ([SKELETON.indexOf(from), SKELETON.indexOf(to)])));
const LEAST_SEEN = 0.3;

/** @param {HTMLCanvasElement} canvas lies over the video, turned round with it by the style sheet */
export function createSkeleton(canvas) {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");

  /** @param {Points | null} points @param {number} width @param {number} height */
  function draw(points, width, height) {
    if (context === null) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.clearRect(0, 0, width, height);
    if (points === null) return;
    const thick = Math.max(width, height) / 120;
    context.lineCap = "round";
    for (const [from, to] of BONES) {
      const a = points[from];
      const b = points[to];
      if (a === undefined || b === undefined || Math.min(a[2], b[2]) < LEAST_SEEN) continue;
      stroke(context, a, b, thick * 2, "#000a");
      stroke(context, a, b, thick, "#ffd166");
    }
  }
  return { draw };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 * @param {number} width
 * @param {string} colour
 */
function stroke(context, a, b, width, colour) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(a[0] ?? 0, a[1] ?? 0);
  context.lineTo(b[0] ?? 0, b[1] ?? 0);
  context.stroke();
}
