// Points refined by their heat maps, as src/coxa_lab/pose/networks.py: refine_by_heat_map.

const SIDE = 64;
const REACH = 3;
const LEAST_HEAT = 0.5;

/**
 * Logistic function, bounded as in Python.
 * @param {number} logit
 */
export function sigmoid(logit) {
  return 1 / (1 + Math.exp(-Math.min(80, Math.max(-80, logit))));
}

/**
 * A point moved to the centre of mass of the heat around it, where the heat is sure.
 * @param {number} x fraction of the square
 * @param {number} y fraction of the square
 * @param {Float32Array} heat logits, 64 x 64 x points
 * @param {number} point
 * @param {number} points
 * @returns {[number, number]}
 */
export function refined(x, y, heat, point, points) {
  const column = Math.trunc(x * SIDE);
  const row = Math.trunc(y * SIDE);
  if (column < 0 || column >= SIDE || row < 0 || row >= SIDE) return [x, y];
  let total = 0;
  let most = 0;
  let sumX = 0;
  let sumY = 0;
  const lastRow = Math.min(SIDE - 1, row + REACH);
  const lastColumn = Math.min(SIDE - 1, column + REACH);
  for (let r = Math.max(0, row - REACH); r <= lastRow; r += 1) {
    for (let c = Math.max(0, column - REACH); c <= lastColumn; c += 1) {
      const warmth = sigmoid(/** @type {number} */ (heat[(r * SIDE + c) * points + point]));
      total += warmth;
      most = Math.max(most, warmth);
      sumX += warmth * c;
      sumY += warmth * r;
    }
  }
  return most >= LEAST_HEAT ? [sumX / total / SIDE, sumY / total / SIDE] : [x, y];
}
