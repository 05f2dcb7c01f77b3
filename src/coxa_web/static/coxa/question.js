// One question on the screen: big answers, one press each where one is enough.

import { button, make } from "./dom.js";

/** @typedef {Omit<import("./shapes.js").Question, "kind">} Question */
/** @typedef {import("./texts.js").Texts} Texts */

/**
 * @typedef {{chosen: string[]} | {number: number} | "back"} Answer
 */

/**
 * @param {Question} question
 * @param {Texts} text
 * @param {(answer: Answer) => void} onAnswer
 */
export function questionOf(question, text, onAnswer) {
  const id = `question-${question.name}`;
  const above = [question.title, question.place].filter((part) => part !== "").join(" · ");
  const head = [
    ...(above === "" ? [] : [make("p", { class: "c-above" }, [above])]),
    make("h1", { id, tabindex: "-1", "data-focus": true }, [question.ask]),
    ...(question.help === "" ? [] : [make("p", { class: "soft", id: `${id}-help` }, [question.help])]),
  ];
  const answers = inputOf(question, text, id, onAnswer);
  const below = make("div", { class: "choices" });
  if (question.can_skip) {
    below.append(button(text("ui.skip"), () => onAnswer({ chosen: [] }), { class: "quiet" }));
  }
  if (question.can_go_back) {
    below.append(button(text("ui.back"), () => onAnswer("back"), { class: "quiet" }));
  }
  return make("div", { class: "c-question", "data-question": question.name }, [...head, answers, below]);
}

/**
 * @param {Question} question
 * @param {Texts} text
 * @param {string} id of what is asked
 * @param {(answer: Answer) => void} onAnswer
 */
function inputOf(question, text, id, onAnswer) {
  if (question.input === "score") return scoreOf(question, id, onAnswer);
  if (question.input === "number") return numberOf(question, text, id, onAnswer);
  if (question.input === "choices") return severalOf(question, text, id, onAnswer);
  return make("div", { class: `c-answers c-answers-${question.input}`, role: "group", "aria-labelledby": id },
    question.choices.map((choice) => button(choice.text, () => onAnswer({ chosen: [choice.code] }),
      { "data-choice": choice.code })));
}

/** @param {Question} question @param {string} id @param {(answer: Answer) => void} onAnswer */
function scoreOf(question, id, onAnswer) {
  const buttons = Array.from({ length: 11 }, (_, score) => button(String(score),
    () => onAnswer({ number: score }), {
      "data-choice": String(score),
      ...(score === 0 ? { "aria-label": `0, ${question.low}` } : {}),
      ...(score === 10 ? { "aria-label": `10, ${question.high}` } : {}),
    }));
  return make("div", { class: "c-score" }, [
    make("div", { class: "c-score-buttons", role: "group", "aria-labelledby": id }, buttons),
    make("div", { class: "c-score-ends", "aria-hidden": "true" }, [
      make("span", {}, [`0 ${question.low}`]), make("span", {}, [`10 ${question.high}`])]),
  ]);
}

/**
 * @param {Question} question
 * @param {Texts} text
 * @param {string} id
 * @param {(answer: Answer) => void} onAnswer
 */
function numberOf(question, text, id, onAnswer) {
  const input = make("input", {
    type: "number", inputmode: "numeric", step: "1", required: true, "aria-labelledby": id,
    min: String(question.minimum ?? 0), ...(question.maximum === null ? {} : { max: String(question.maximum) }),
    value: question.low,
  });
  const form = make("form", { class: "c-answers" }, [
    input, make("button", { type: "submit" }, [text("ui.next")])]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onAnswer({ number: input.valueAsNumber });
  });
  return form;
}

/**
 * @param {Question} question
 * @param {Texts} text
 * @param {string} id
 * @param {(answer: Answer) => void} onAnswer
 */
function severalOf(question, text, id, onAnswer) {
  const boxes = question.choices.map((choice) => make("input", {
    type: "checkbox", name: question.name, value: choice.code,
  }));
  const rows = question.choices.map((choice, index) =>
    make("label", { class: "c-check" }, [boxes[index] ?? "", choice.text]));
  const next = make("button", { type: "submit", disabled: true }, [text("ui.next")]);
  const form = make("form", { class: "c-answers c-answers-choices", role: "group", "aria-labelledby": id },
    [...rows, next]);
  form.addEventListener("change", () => {
    next.disabled = !boxes.some((box) => box.checked);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onAnswer({ chosen: boxes.filter((box) => box.checked).map((box) => box.value) });
  });
  return form;
}
