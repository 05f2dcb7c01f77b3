// One clock for everything the engine hears: that of the pictures while they come, the page's between.
// A clock that is set does not touch it: only differences are used.

/** @param {() => number} now_ms milliseconds that only go forward */
export function createClock(now_ms = () => performance.now()) {
  let base_s = 0;
  let base_ms = now_ms();

  /** Seconds now. */
  const now_s = () => base_s + (now_ms() - base_ms) / 1000;

  /** @param {number} t_s what it says from now on */
  function set(t_s) {
    base_s = t_s;
    base_ms = now_ms();
  }
  return { now_s, set };
}

/** @typedef {ReturnType<typeof createClock>} Clock */

/** The present moment as records write it: local time with its offset. @param {Date} [date] */
export function moment(date = new Date()) {
  const offset = -date.getTimezoneOffset();
  const two = (/** @type {number} */ value) => String(Math.floor(Math.abs(value))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

/**
 * Tells once when the clock of the device is set while the page is open.
 * @param {() => void} onChanged
 * @param {{now_ms?: () => number, date_ms?: () => number, most_ms?: number}} [deps]
 */
export function createClockWatch(onChanged, deps = {}) {
  const { now_ms = () => performance.now(), date_ms = () => Date.now(), most_ms = 60_000 } = deps;
  let apart_ms = date_ms() - now_ms();
  return {
    look() {
      const now_apart_ms = date_ms() - now_ms();
      if (Math.abs(now_apart_ms - apart_ms) > most_ms) onChanged();
      apart_ms = now_apart_ms;
    },
  };
}
