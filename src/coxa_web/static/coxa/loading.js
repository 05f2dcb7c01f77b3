// Loading: files first, with progress in megabytes, then Python and the networks, side by side.

import { buildOf } from "./device.js";
import { fetchAhead, keepOffline } from "./offline.js";
import { hook } from "./page.js";
import { createWorkers } from "./workers.js";

/** @typedef {import("./protocol.js").CoachConfig} CoachConfig */
/** @typedef {import("./protocol.js").ModelName} ModelName */
/** @typedef {import("./offline.js").File} File */

const MEGABYTE = 1_000_000;

/**
 * @param {CoachConfig} config
 * @param {File[]} files
 * @param {import("./texts.js").Texts} text
 */
export function createLoading(config, files, text) {
  const place = hook("loading", HTMLElement);
  const line = hook("loading-text", HTMLElement);
  const bar = hook("loading-bar", HTMLProgressElement);
  const build = buildOf();
  /** @type {string[]} */
  const parts = ["python", "pose"];

  /** @param {import("./offline.js").Progress} progress */
  function progressed({ got, all }) {
    bar.max = all;
    bar.value = got;
    const megabytes = (/** @type {number} */ bytes) => (bytes / MEGABYTE).toFixed(1);
    line.textContent = text("load.progress", { got: megabytes(got), all: megabytes(all) });
  }

  function starting() {
    const [next] = parts;
    bar.removeAttribute("value");
    line.textContent = text(next === undefined ? "load.ready" : `load.${next}`);
    place.hidden = parts.length === 0;
  }

  return {
    /**
     * Gets the files; true if a newer version has taken over and the page is loaded anew.
     * @param {() => Promise<boolean>} isVisitKept
     */
    async files(isVisitKept) {
      const kept = await keepOffline(config.service_worker, build, progressed, isVisitKept);
      if (kept === "none") await fetchAhead(files, build, progressed).catch(() => undefined);
      if (kept !== "updating") starting();
      return kept === "updating";
    },

    /**
     * @param {ModelName | null} model
     * @param {number} most_ms
     * @param {import("./workers.js").Listeners} listeners
     */
    workers(model, most_ms, listeners) {
      return createWorkers(config, { model, most_ms, build }, listeners);
    },

    /** @param {"pose" | "core"} who is there now */
    ready(who) {
      parts.splice(parts.indexOf(who === "core" ? "python" : "pose"), 1);
      starting();
    },

    hide: () => {
      place.hidden = true;
    },
  };
}
