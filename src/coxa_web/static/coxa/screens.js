// Shows one screen of a visit and waits for what the person does with it.

import { hasOwnSensor } from "./device.js";
import { anchor, button, make, pictureOf, sectionOf } from "./dom.js";
import { questionOf } from "./question.js";
import { resultOf } from "./result.js";

/** @typedef {import("./shapes.js").Choice} Choice */
/** @typedef {import("./shapes.js").DayChoices} DayChoices */
/** @typedef {import("./shapes.js").Preparation} Preparation */
/** @typedef {import("./shapes.js").Screen} Screen */
/** @typedef {import("./shapes.js").SourceName} SourceName */
/** @typedef {import("./shapes.js").Word} Word */
/** @typedef {import("./texts.js").Texts} Texts */

const CONNECT = "/sensor/connect/";

/**
 * @param {HTMLElement} place
 * @param {{text: Texts, isStill: () => boolean, onFile: (file: File) => void,
 *   choices: () => DayChoices}} deps
 */
export function createScreens(place, { text, isStill, onFile, choices }) {
  /** @type {(() => void) | null} */
  let leave = null;

  /** @param {HTMLElement} content */
  function put(content) {
    place.replaceChildren(content);
    place.hidden = false;
    const focus = content.querySelector("[data-focus]");
    if (focus instanceof HTMLElement) focus.focus({ preventScroll: true });
    globalThis.scrollTo({ top: 0 });
  }

  /**
   * Shows it until something is done with it; null where something else is shown instead.
   * @param {Exclude<Screen, {kind: "live"}>} screen
   * @returns {Promise<Word | null>}
   */
  const show = (screen) => new Promise((resolve) => {
    leave?.();
    leave = () => resolve(null);
    /** @param {Word} word */
    const done = (word) => {
      leave = null;
      resolve(word);
    };
    put(contentOf(screen, done));
  });

  /** @param {Exclude<Screen, {kind: "live"}>} screen @param {(word: Word) => void} done */
  function contentOf(screen, done) {
    /** @param {string} name */
    const press = (name) => done({ do: "press", name });
    if (screen.kind === "question") {
      return questionOf(screen, text, (answer) => done(answer === "back"
        ? { do: "back" } : { do: "answer", name: screen.name, ...answer }));
    }
    if (screen.kind === "result") return resultOf(screen, press);
    if (screen.kind === "message") return messageOf(screen, press);
    if (screen.kind === "today") return todayOf(screen, press);
    return preparationOf(screen, done);
  }

  /** @param {import("./shapes.js").Message} screen @param {(name: string) => void} press */
  const messageOf = (screen, press) => make("div", {
    class: `c-message tone-${screen.tone}`, role: screen.tone === "stop" ? "alert" : false,
  }, [
    make("h1", { tabindex: "-1", "data-focus": true }, [screen.title]),
    ...screen.sections.map((section) => sectionOf(section)),
    make("div", { class: "choices" }, [
      ...screen.buttons.map((made) => buttonOf(made, () => press(made.press))),
      ...screen.links.map(anchor),
    ]),
  ]);

  /** @param {import("./shapes.js").Today} screen @param {(name: string) => void} press */
  const todayOf = (screen, press) => make("div", { class: "c-today" }, [
    make("h1", { tabindex: "-1", "data-focus": true }, [screen.title]),
    make("p", {}, [screen.lead]),
    make("ol", { class: "c-exercises" }, screen.exercises.map((exercise) => make("li", {}, [
      pictureOf(exercise.picture, true),
      make("div", {}, [
        make("strong", {}, [exercise.name]),
        make("span", { class: "soft" }, [exercise.dose]),
        ...(exercise.note === "" ? [] : [make("span", {}, [exercise.note])]),
      ]),
    ]))),
    make("div", { class: "choices" }, screen.buttons.map((made) =>
      buttonOf(made, () => press(made.press)))),
    ...screen.sections.map((section) => sectionOf(section)),
  ]);

  /** @param {Preparation} screen @param {(word: Word) => void} done */
  function preparationOf(screen, done) {
    const connect = hasOwnSensor() ? undefined
      : make("a", { class: "c-beside", href: CONNECT }, [text("ui.connect")]);
    const sources = choiceGroup("source", "radio", screen.sources, { sensor: connect });
    const switches = choiceGroup("switch", "checkbox", screen.switches);
    /** @param {string} name @param {boolean} isFile */
    const press = (name, isFile) => done({
      do: "press", name, choices: chosen(sources, switches, isFile),
    });
    const file = make("input", { type: "file", accept: "video/*" });
    file.addEventListener("change", () => {
      const [picked] = file.files ?? [];
      if (picked === undefined) return;
      onFile(picked);
      press("start", true);
    });
    const canWatch = screen.sources.some((source) => source.code === "camera");
    return make("div", { class: "c-preparation" }, [
      ...(screen.place === "" ? [] : [make("p", { class: "c-above" }, [screen.place])]),
      make("h1", { tabindex: "-1", "data-focus": true }, [screen.title]),
      make("p", {}, [screen.lead]),
      make("div", { class: "c-preparation-body" }, [
        ...(screen.picture === null ? [] : [pictureOf(screen.picture, isStill())]),
        make("div", {}, [
          make("ul", { class: "c-facts" }, screen.facts.map((fact) => make("li", {}, [fact]))),
          sources, switches,
          make("div", { class: "choices" }, [
            ...screen.buttons.map((made) => buttonOf(made, () => press(made.press, false))),
            ...(canWatch ? [make("label", { class: "file quiet", title: text("ui.file_help") },
              [text("ui.file"), file])] : []),
          ]),
        ]),
      ]),
      ...screen.sections.map((section) => sectionOf(section)),
    ]);
  }

  /**
   * @param {HTMLElement} sources
   * @param {HTMLElement} switches
   * @param {boolean} isFile
   * @returns {DayChoices}
   */
  function chosen(sources, switches, isFile) {
    const source = sources.querySelector("input:checked");
    /** @param {string} name */
    const isOn = (name) => switches.querySelector(`input[value="${name}"]:checked`) !== null;
    const wished = source instanceof HTMLInputElement ? source.value : choices().source;
    return {
      source: /** @type {SourceName} */ (isFile ? "camera" : wished),
      is_file: isFile,
      is_audio_only: isOn("audio"),
      has_helper: isOn("helper"),
    };
  }

  return {
    show,
    put,
    /** What is shown is shown no longer: who waits for it is told so. */
    dismiss: () => {
      leave?.();
      leave = null;
    },
    hide: () => {
      place.hidden = true;
      place.replaceChildren();
    },
  };
}

/** @typedef {ReturnType<typeof createScreens>} Screens */

/** @param {import("./shapes.js").Button} made @param {() => void} onPress */
const buttonOf = (made, onPress) =>
  button(made.text, onPress, { class: made.is_main ? "main" : "quiet", "data-press": made.press });

/**
 * @param {string} name
 * @param {"radio" | "checkbox"} type
 * @param {Choice[]} choices
 * @param {Record<string, Node | undefined>} [beside] what stands below a choice, by its code
 */
const choiceGroup = (name, type, choices, beside = {}) => make("div", {
  class: "c-options", role: "group",
}, choices.flatMap((choice) => {
  const more = beside[choice.code];
  return [
    make("label", { class: "c-check" }, [
      make("input", { type, name, value: choice.code, checked: choice.is_chosen }),
      make("span", {}, [choice.text, make("small", { class: "soft" }, [choice.help])]),
    ]),
    ...(more === undefined ? [] : [more]),
  ];
}));
