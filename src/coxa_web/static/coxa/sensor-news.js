// What the link to a phone tells the coach page beside the samples: each piece once when it changes.

/** @typedef {import("./sensor-link.js").LinkState} LinkState */

/**
 * `line`: what is wrong with the signal, and whether samples were lost of late. `side`: the leg that
 * the phone is said to be strapped to. `ended`: nobody tries again, and why.
 * @typedef {{type: "line", words: string, hasGap: boolean}
 *   | {type: "side", side: LinkState["side"]}
 *   | {type: "ended", reason: string}} News
 */

const NAME = "coxa-sensor";
const GAP_STAYS_MS = 5_000;

/** @param {(news: News) => void} listener */
export function onSensorNews(listener) {
  globalThis.addEventListener(NAME, (event) => {
    if (event instanceof CustomEvent) listener(event.detail);
  });
}

/** For the page that has the link. */
export function createSensorNews() {
  let words = "";
  let hasGap = false;
  /** @type {LinkState["side"]} */
  let side = null;
  let reason = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {News} detail */
  const tell = (detail) => globalThis.dispatchEvent(new CustomEvent(NAME, { detail }));
  const tellLine = () => tell({ type: "line", words, hasGap });

  /** @param {boolean} has */
  function setGap(has) {
    if (hasGap === has) return;
    hasGap = has;
    tellLine();
  }

  return {
    /** @param {LinkState} state */
    state(state) {
      if (state.side !== side) {
        side = state.side;
        tell({ type: "side", side });
      }
      if ((state.words ?? "") !== words) {
        words = state.words ?? "";
        tellLine();
      }
      if (state.link === "stopped" && state.reason !== reason) {
        reason = state.reason;
        tell({ type: "ended", reason });
      }
    },
    gap() {
      clearTimeout(timer);
      timer = setTimeout(() => setGap(false), GAP_STAYS_MS);
      setGap(true);
    },
    /** Nothing of it is said any more. */
    end() {
      clearTimeout(timer);
      words = "";
      hasGap = false;
      tellLine();
    },
  };
}
