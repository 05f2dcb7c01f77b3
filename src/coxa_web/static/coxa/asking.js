// What is asked while Python is loading: shown in the order it stands in the page, answers collected.
// Nothing follows from an answer here: Python is handed all of them, and goes on.

import { make } from "./dom.js";

/** @typedef {import("./shapes.js").Question} Question */
/** @typedef {import("./shapes.js").Word} Word */

/** @typedef {{question: string, chosen: string[], number: number | null}} Answer */

/**
 * @param {Question[]} questions
 * @param {import("./screens.js").Screens} screens
 * @param {string} patience what is said once all are answered and Python is not there yet
 */
export function createAsking(questions, screens, patience) {
  /** @type {Map<string, Answer>} */
  const given = new Map();
  let isOver = false;

  /** Asks one after the other until all are answered, or it is ended. */
  async function run() {
    for (let at = 0; at < questions.length && !isOver;) {
      const question = questions[at];
      if (question === undefined) return;
      const place = `${at + 1} / ${questions.length}`;
      const word = await screens.show({ ...question, place, can_go_back: at > 0 });
      if (word === null) return;
      if (word.do === "back") {
        at = Math.max(0, at - 1);
      } else if (word.do === "answer") {
        given.set(word.name, {
          question: word.name, chosen: word.chosen ?? [], number: word.number ?? null,
        });
        at += 1;
      }
    }
    if (!isOver) screens.put(make("p", { class: "c-headline" }, [patience]));
  }

  return {
    run,
    /** Ends the asking; the answers so far. */
    end() {
      isOver = true;
      return [...given.values()];
    },
  };
}
