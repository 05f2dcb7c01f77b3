// What a browser says of motion, in the units and signs of docs/conventions.md; and the last seconds.

/** @typedef {import("./sensor-protocol.js").Sample} Sample */

const RADIANS = Math.PI / 180;
const KEPT_S = 10;

/**
 * Whether this is the one system whose browsers give the acceleration the other way round: lying on
 * its back such a phone says -9.81 along z, where all others (and the standard) say +9.81.
 */
export const isApple = () => CSS.supports("-webkit-touch-callout", "none");

/**
 * A sample, or null where the browser gives no acceleration. The rotation rate is in degrees; alpha,
 * beta and gamma are x, y and z in every browser, whatever older texts say.
 * @param {Pick<DeviceMotionEvent, "timeStamp" | "accelerationIncludingGravity" | "rotationRate">} event
 * @param {boolean} isTurned whether the signs of the acceleration are to be turned (`isApple`)
 * @returns {Sample | null}
 */
export function sampleOf(event, isTurned) {
  const acc = event.accelerationIncludingGravity;
  if (acc === null || acc.x === null || acc.y === null || acc.z === null) return null;
  const sign = isTurned ? -1 : 1;
  const rate = event.rotationRate;
  /** @type {[number, number, number, number]} */
  const felt = [event.timeStamp / 1000, sign * acc.x, sign * acc.y, sign * acc.z];
  if (rate === null || rate.alpha === null || rate.beta === null || rate.gamma === null) {
    return [...felt, null, null, null];
  }
  return [...felt, rate.alpha * RADIANS, rate.beta * RADIANS, rate.gamma * RADIANS];
}

/** The last ten seconds, each sample under its number. */
export function createKept() {
  /** @type {Sample[]} */
  let samples = [];
  let first = 0;

  /** @param {number} count */
  function drop(count) {
    samples = samples.slice(count);
    first += count;
  }

  return {
    /** @param {Sample} sample @returns {boolean} false where its time is not after the last one's */
    push(sample) {
      const last = samples.at(-1);
      if (last !== undefined && sample[0] <= last[0]) return false;
      samples.push(sample);
      const old = samples.findIndex((kept) => sample[0] - kept[0] <= KEPT_S);
      if (old > 0) drop(old);
      return true;
    },
    /** @param {number} next nothing before this number is needed any more */
    forget(next) {
      const count = Math.min(next - first, samples.length);
      if (count > 0) drop(count);
    },
    /** @param {number} from @param {number} most @returns {{first: number, samples: Sample[]}} */
    take(from, most) {
      const begin = Math.max(from, first);
      return { first: begin, samples: samples.slice(begin - first, begin - first + most) };
    },
    /** Number of the sample that comes next. */
    next: () => first + samples.length,
  };
}

/** @typedef {ReturnType<typeof createKept>} Kept */
