// Figures for the bench and the tests of speed; nothing on the page reads them.

/**
 * One image on its way: when it was captured (null where nobody says), came to the page, was answered
 * (by the page's clock), and how long the parts took.
 * @typedef {{t_s: number, captured_ms: number | null, shown_ms: number, replied_ms: number,
 *   painted_ms: number} & Record<string, unknown>} Entry
 */

const MOST = 4096; // entries that are kept: some minutes

export function createBench() {
  const figures = {
    boot_ms: /** @type {Record<string, number>} */ ({}),
    threads: false,
    model: "",
    images: /** @type {Entry[]} */ ([]),
    dropped: 0,
  };
  Object.assign(globalThis, { coxaBench: figures });
  /** @type {Map<number, Entry>} */
  const under_way = new Map();

  return {
    figures,
    /** @param {import("./source.js").Image} image */
    shown: ({ t_s, shown_ms, captured_ms }) => under_way.set(t_s, {
      t_s, captured_ms, shown_ms, replied_ms: NaN, painted_ms: NaN,
    }),
    /** @param {number} t_s @param {number} step_ms @param {import("./shapes.js").Shown} shown */
    replied(t_s, step_ms, shown) {
      const entry = under_way.get(t_s);
      if (entry === undefined) return;
      const replied_ms = performance.now();
      Object.assign(entry, { replied_ms, step_ms, phase: shown.phase, value_deg: shown.range?.value_deg ?? null });
      figures.images.push(entry);
      if (figures.images.length > MOST) figures.images.shift();
      requestAnimationFrame(() => setTimeout(() => { // the first moment after the frame is drawn
        entry.painted_ms = performance.now();
      }));
    },
    /** @param {{t_s: number} & Record<string, unknown>} times of one image */
    looked(times) {
      Object.assign(under_way.get(times.t_s) ?? {}, times);
      for (const t_s of under_way.keys()) if (t_s < times.t_s) under_way.delete(t_s);
    },
    /** @param {number} images */
    dropped: (images) => {
      figures.dropped += images;
    },
  };
}

/** @typedef {ReturnType<typeof createBench>} Bench */
