// A visit: shows what Python says, hands in what the person does, and writes everything down first.

import { moment } from "./clock.js";
import { newId } from "./ids.js";
import { allowMotion } from "./motion.js";
import { RefusedError } from "./workers.js";

/** @typedef {import("./protocol.js").Visited} Visited */
/** @typedef {import("./shapes.js").DayChoices} DayChoices */
/** @typedef {import("./shapes.js").Word} Word */
/** @typedef {{state: string, t_s: number}} Kept */

/** @type {Readonly<DayChoices>} */
export const USUAL = Object.freeze({
  source: "camera", is_file: false, is_audio_only: false, has_helper: false,
});

/**
 * @typedef {object} Deps
 * @property {"session" | "test"} kind
 * @property {import("./workers.js").Workers} workers
 * @property {import("./journal.js").Journal} journal
 * @property {import("./outbox.js").Outbox} outbox
 * @property {import("./screens.js").Screens} screens
 * @property {import("./live.js").Live} live
 * @property {() => File | null} file
 * @property {(screen: Visited["screen"]) => void} onScreen
 * @property {(now: DayChoices) => void} onChoices for what begins now
 * @property {(wished: DayChoices) => void} onWished to be kept for the next day
 */

/** @param {Deps} deps */
export function createVisit(deps) {
  const { kind, workers, journal, outbox, screens, live, file, onScreen, onChoices, onWished } = deps;
  const visitKey = `visit-${kind}`;
  const liveKey = `live-${kind}`;
  let choices = { ...USUAL };
  /** @type {Visited | null} */
  let instead = null;
  /** @type {Visited | null} */
  let current = null;

  /** Where an earlier visit was, if it was not ended. */
  async function kept() {
    return {
      kept: (await journal.get(visitKey)) ?? null,
      live: /** @type {Kept | null} */ ((await journal.get(liveKey)) ?? null),
    };
  }

  /** Records that this device has made, and whether the home computer has them. */
  async function own() {
    const records = await journal.records();
    return records.map(({ text, state }) => ({ record: JSON.parse(text), is_sent: state === "sent" }));
  }

  /**
   * Begins with what is known; what is kept and cannot be read is left aside.
   * @param {object} known
   * @param {object} opening
   * @returns {Promise<Visited>}
   */
  async function begun(known, opening) {
    const before = await kept();
    const given = {
      ...opening, kind, now: moment(), new_id: newId(), known, own: await own(),
    };
    const under_way = before.live === null ? null : JSON.parse(before.live.state).state;
    try {
      return await workers.visit("begin", { ...given, kept: before.kept, live: under_way });
    } catch (error) {
      if (!(error instanceof RefusedError) || before.kept === null) throw error;
      return workers.visit("begin", { ...given, kept: null, live: null });
    }
  }

  /**
   * Written down before it is shown: records on their way, and where the visit is.
   * @param {Visited} visited
   */
  async function keep(visited) {
    /** @type {Record<string, unknown>} */
    const values = { [visitKey]: visited.is_open ? visited.state : null };
    if (visited.screen.kind !== "live" && visited.screen.kind !== "message") values[liveKey] = null;
    await journal.commit(outbox.outgoing(visited.records), values);
    if (visited.records.length > 0) void outbox.flush(true);
  }

  /** @param {Word | {do: "press", name: string, choices?: DayChoices}} word */
  const hear = (word) => workers.visit("hear", {
    ...word, now: moment(), new_id: newId(),
  });

  /** @param {import("./shapes.js").Live} screen @returns {Promise<Visited>} */
  async function lived(screen) {
    const { live: before } = await kept();
    screens.hide();
    const ended = await live.run(screen, { file: file(), isHelped: choices.has_helper, kept: before });
    await journal.put(liveKey, null);
    if ("result" in ended) return workers.visit("done", { now: moment(), result: ended.result });
    const source = ended.word === "without" ? "none" : choices.source;
    return hear({ do: "press", name: "set_up", choices: { ...choices, source, is_file: false } });
  }

  /** @param {Visited} visited @returns {Promise<Visited>} */
  async function followed(visited) {
    const { screen } = visited;
    if (screen.kind === "live") return lived(screen);
    const word = await screens.show(screen);
    if (word === null) return instead ?? visited;
    if (word.do === "press" && word.choices !== undefined) {
      choices = word.choices;
      onChoices(choices);
      if (choices.source === "sensor") void allowMotion().catch(() => undefined); // while it is a press
    }
    return hear(word);
  }

  return {
    kept,

    /**
     * @param {object} known
     * @param {{choices: DayChoices} & Record<string, unknown>} opening
     */
    async run(known, opening) {
      choices = { ...opening.choices };
      for (let visited = await begun(known, opening); ;) {
        current = visited;
        instead = null;
        await keep(visited);
        onScreen(visited.screen);
        onWished(visited.choices);
        visited = await followed(visited);
      }
    },

    /**
     * The home computer has told anew.
     * @param {object} known
     */
    async learn(known) {
      if (current === null || !["today", "message"].includes(current.screen.kind)) return;
      instead = await workers.visit("learn", { known, own: await own() });
      screens.dismiss();
    },

    /** @param {string} state @param {number} t_s */
    snapshot: (state, t_s) => void journal.put(liveKey, { state, t_s }),
  };
}
