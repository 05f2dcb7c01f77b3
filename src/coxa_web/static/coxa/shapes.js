// Shapes of what Python hands to the page: types only. In prose: docs/protocols/worker.md.

export {};

/** @typedef {"plain" | "good" | "warn" | "stop"} Tone */
/** @typedef {{code: string, text: string, help: string, is_chosen: boolean}} Choice */
/** @typedef {{title: string, tone: Tone, items: string[], is_folded: boolean}} Section */
/** @typedef {{press: string, text: string, is_main: boolean}} Button */
/** @typedef {{href: string, text: string, is_main: boolean}} Link */
/** @typedef {{exercise: string, side: "left" | "right", text: string}} Picture */

/**
 * One question. `low` and `high` name the ends of a score.
 * @typedef {object} Question
 * @property {"question"} kind
 * @property {string} name
 * @property {string} title
 * @property {string} place
 * @property {string} ask
 * @property {string} help
 * @property {"yes_no" | "choice" | "choices" | "number" | "score"} input
 * @property {Choice[]} choices
 * @property {number | null} minimum
 * @property {number | null} maximum
 * @property {string} low
 * @property {string} high
 * @property {boolean} can_skip
 * @property {boolean} can_go_back
 */

/**
 * @typedef {{kind: "message", title: string, tone: Tone, sections: Section[], buttons: Button[],
 *   links: Link[]}} Message
 */

/**
 * @typedef {{kind: "preparation", title: string, place: string, lead: string,
 *   picture: Picture | null, facts: string[], sections: Section[], sources: Choice[],
 *   switches: Choice[], buttons: Button[]}} Preparation
 */

/**
 * @typedef {{kind: "today", title: string, lead: string, sections: Section[], buttons: Button[],
 *   exercises: {name: string, dose: string, note: string, picture: Picture}[]}} Today
 */

/** @typedef {"camera" | "sensor" | "none"} SourceName */

/**
 * @typedef {{kind: "live", title: string, place: string, source: SourceName, picture: Picture,
 *   config_json: string, has_clock: boolean}} Live
 */

/**
 * @typedef {{value_deg: number | null, error_95_deg: number | null, usual_low_deg: number | null,
 *   usual_high_deg: number | null}} Scale
 * @typedef {{name: string, foot: string, value: string, counted: string, usual: string,
 *   finding: string, scale: Scale}} ResultRow
 * @typedef {{kind: "result", title: string, lead: string[], scale_most_deg: number,
 *   sides: {name: string, note: string, rows: ResultRow[]}[], sections: Section[],
 *   buttons: Button[], links: Link[]}} Result
 */

/** @typedef {Question | Message | Preparation | Today | Live | Result} Screen */

/** @typedef {{schema: string, id: string} & Record<string, unknown>} StoredRecord */

/** What the person chooses for the day. @typedef {object} DayChoices
 * @property {SourceName} source
 * @property {boolean} is_file
 * @property {boolean} is_audio_only
 * @property {boolean} has_helper
 */

/**
 * What the person did with a screen; the page adds when, and a fresh id.
 * @typedef {{do: "answer", name: string, chosen?: string[], number?: number}
 *   | {do: "press", name: string, choices?: DayChoices}
 *   | {do: "back"}} Word
 */

/** @typedef {"start" | "on_the_way" | "target" | "near_limit" | "too_far"} Zone */

/**
 * What is shown of an exercise under way: `coxa.browser.shown.Shown`.
 * @typedef {object} Shown
 * @property {"side_check" | "setup" | "active" | "rest" | "change" | "asking" | "paused" | "stopped"
 *   | "finished"} phase
 * @property {string | null} reason
 * @property {"left" | "right" | "both"} side
 * @property {string} side_text
 * @property {string} big
 * @property {string} small
 * @property {string} set_text
 * @property {{side: "left" | "right" | "both", direction: "internal" | "external" | null,
 *   value_deg: number | null, share: number, zone: Zone, target_deg: number | null,
 *   ceiling_deg: number | null} | null} range
 * @property {{seconds: number, of_s: number, is_in_position: boolean} | null} hold
 * @property {number | null} rest_s
 * @property {{text: string, next_step: string, blocks: boolean} | null} problem
 * @property {string} caption
 * @property {string} strap
 * @property {Omit<Question, "kind"> | null} ask
 */

/**
 * @typedef {{type: "cue", cue: string, priority: number, text: string}
 *   | {type: "repetition", is_counted: boolean}} CoachEvent
 */

/**
 * The coach's part of a reply.
 * @typedef {object} Told
 * @property {CoachEvent[]} events
 * @property {{code: string, message: string, next_step: string} | null} error
 * @property {boolean} is_over
 * @property {Shown} show
 */
