// Figures for the bench and the tests of speed; nothing on the page reads them.

/** @typedef {{t_s: number, step_ms: number, reply_ms: number, latency_ms: number} & Record<string, unknown>} Entry */

export function createBench() {
  const figures = {
    boot_ms: /** @type {Record<string, number>} */ ({}),
    threads: false,
    model: "",
    images: /** @type {Entry[]} */ ([]),
    dropped: 0,
  };
  Object.assign(globalThis, { coxaBench: figures });
  /** @type {Map<number, number>} */
  const shownAt = new Map();

  return {
    figures,
    /** @param {number} t_s @param {number} shown_ms */
    shown: (t_s, shown_ms) => shownAt.set(t_s, shown_ms),
    /** @param {number} t_s @param {number} step_ms @param {import("./shapes.js").Shown} shown */
    replied(t_s, step_ms, shown) {
      const shown_ms = shownAt.get(t_s);
      if (shown_ms === undefined) return;
      shownAt.delete(t_s);
      const entry = {
        t_s, step_ms, phase: shown.phase, value_deg: shown.range?.value_deg ?? null,
        reply_ms: performance.now() - shown_ms, latency_ms: NaN,
      };
      figures.images.push(entry);
      requestAnimationFrame(() => {
        entry.latency_ms = performance.now() - shown_ms;
      });
    },
    /** @param {object} times of the same image, or the one before */
    looked: (times) => Object.assign(figures.images.at(-1) ?? {}, times),
    /** @param {number} images */
    dropped: (images) => {
      figures.dropped += images;
    },
  };
}

/** @typedef {ReturnType<typeof createBench>} Bench */
