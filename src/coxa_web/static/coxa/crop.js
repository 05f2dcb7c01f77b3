// Cuts a turned square out of an image, as src/coxa_lab/pose/crop.py does, pixel for pixel.

/** @typedef {import("./protocol.js").Region} Region */

const SAMPLES = Object.freeze([[0.25, 0.75], [0.75, 0.25]]);
const LUMA = Object.freeze([0.299 / 255, 0.587 / 255, 0.114 / 255]);
const LUMA_STEP = 8;

/**
 * The pixels of an image, four bytes each, red first.
 * @typedef {{data: Uint8ClampedArray, width: number, height: number}} Pixels
 */

/**
 * Cuts squares of one size; the two arrays it gives are overwritten by the next crop.
 * @param {number} side_px
 */
export function createCropper(side_px) {
  const square = new Uint32Array(side_px * side_px);
  const bytes = new Uint8Array(square.buffer);
  const floats = new Float32Array(side_px * side_px * 3);

  /**
   * Mean of the image's pixels under two points of each pixel of the square; black outside.
   * @param {Pixels} pixels
   * @param {Region} region
   */
  function cut(pixels, region) {
    const { width, height } = pixels;
    const image = new Uint32Array(pixels.data.buffer, pixels.data.byteOffset, width * height);
    const [x, y, side, rotation] = region;
    const scale = side / side_px;
    const along = scale * Math.cos(rotation);
    const across = scale * Math.sin(rotation);
    const corner = -0.5 * side;
    const left = x + corner * Math.cos(rotation) - corner * Math.sin(rotation);
    const top = y + corner * Math.sin(rotation) + corner * Math.cos(rotation);
    const [first, second] = /** @type {[number[], number[]]} */ (SAMPLES);
    const [firstU = 0, firstV = 0] = first;
    const [secondU = 0, secondV = 0] = second;

    /** @param {number} u @param {number} v */
    const pixelAt = (u, v) => {
      const column = Math.floor(along * u + left - across * v);
      const row = Math.floor(across * u + top + along * v);
      return column >= 0 && column < width && row >= 0 && row < height
        ? /** @type {number} */ (image[row * width + column]) : 0;
    };
    for (let row = 0, place = 0; row < side_px; row += 1) {
      for (let column = 0; column < side_px; column += 1, place += 1) {
        const a = pixelAt(column + firstU, row + firstV);
        const b = pixelAt(column + secondU, row + secondV);
        square[place] = (a | b) - (((a ^ b) >>> 1) & 0x7f7f7f7f);
      }
    }
    return bytes;
  }

  /**
   * Red, green and blue of the last crop as the networks take them: byte * factor + offset.
   * @param {number} factor
   * @param {number} offset
   * @param {boolean} isMirrored
   */
  function tensor(factor, offset, isMirrored) {
    for (let row = 0, to = 0; row < side_px; row += 1) {
      const start = row * side_px;
      for (let column = 0; column < side_px; column += 1, to += 3) {
        const from = 4 * (start + (isMirrored ? side_px - 1 - column : column));
        floats[to] = /** @type {number} */ (bytes[from]) * factor + offset;
        floats[to + 1] = /** @type {number} */ (bytes[from + 1]) * factor + offset;
        floats[to + 2] = /** @type {number} */ (bytes[from + 2]) * factor + offset;
      }
    }
    return floats;
  }

  /** Mean brightness, 0 to 1, of the part of the last crop that lies in the image. */
  function luminance() {
    let sum = 0;
    let count = 0;
    for (let row = LUMA_STEP / 2; row < side_px; row += LUMA_STEP) {
      for (let column = LUMA_STEP / 2; column < side_px; column += LUMA_STEP) {
        const from = 4 * (row * side_px + column);
        if (bytes[from + 3] === 0) continue;
        count += 1;
        for (let channel = 0; channel < 3; channel += 1) {
          sum += /** @type {number} */ (bytes[from + channel])
            * /** @type {number} */ (LUMA[channel]);
        }
      }
    }
    return count === 0 ? 0 : sum / count;
  }

  return { cut, tensor, luminance };
}
