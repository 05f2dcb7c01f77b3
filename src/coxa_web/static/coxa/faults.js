// What is missing or has gone wrong, in plain words, with what to do about it.

import { button, make } from "./dom.js";

/**
 * @param {HTMLElement} place
 * @param {import("./texts.js").Texts} text
 */
export function createFaults(place, text) {
  /** @type {Map<string, HTMLElement>} */
  const shown = new Map();

  /** @param {string} code */
  function clear(code) {
    shown.get(code)?.remove();
    shown.delete(code);
    place.hidden = shown.size === 0;
  }

  /**
   * @param {string} code its sentences are `fault.<code>`
   * @param {readonly string[]} [actions] `retry`, `without`, `reload`, `end`; else it can only be closed
   * @param {(action: string) => void} [onAction]
   * @param {string} [detail] for who is asked for help
   */
  function show(code, actions = ["close"], onAction = () => undefined, detail = "") {
    clear(code);
    const buttons = actions.map((action) => button(text(`fault.action.${action}`), () => {
      clear(code);
      if (action === "reload") location.reload();
      else onAction(action);
    }, { "data-action": action, class: action === "close" ? "quiet" : "main" }));
    const canWait = actions.every((action) => action === "close");
    const made = make("section", {
      class: "c-fault", role: "alert", "data-fault": code, "data-can-wait": String(canWait),
    }, [
      make("h2", {}, [text(`fault.${code}.title`)]),
      make("p", {}, [text(`fault.${code}.text`)]),
      make("p", {}, [text(`fault.${code}.next`)]),
      ...(detail === "" ? [] : [make("details", {}, [
        make("summary", {}, [text("fault.detail.title")]), make("pre", {}, [detail])])]),
      make("div", { class: "choices" }, buttons),
    ]);
    shown.set(code, made);
    place.append(made);
    place.hidden = false;
    const [first] = buttons;
    if (first !== undefined && !canWait) first.focus();
  }

  return { show, clear };
}

/** @typedef {ReturnType<typeof createFaults>} Faults */
