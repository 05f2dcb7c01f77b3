// The stage of an exercise: what the engine says, big enough to be read from three metres.

import { createDial } from "./dial.js";
import { hook } from "./page.js";
import { questionOf } from "./question.js";
import { createSkeleton } from "./skeleton.js";

/** @typedef {import("./shapes.js").Shown} Shown */
/** @typedef {import("./shapes.js").Live} Live */
/** @typedef {import("./question.js").Answer} Answer */
/** @typedef {import("./skeleton.js").Points} Points */

const LONG = 48; // letters of a caption that are set smaller

/** @param {Element} node @param {string} words */
const write = (node, words) => {
  if (node.textContent !== words) node.textContent = words;
};

/**
 * @param {{text: import("./texts.js").Texts, isStill: () => boolean,
 *   onAnswer: (name: string, answer: Answer) => void}} deps
 */
export function createStage({ text, isStill, onAnswer }) {
  const root = hook("live", HTMLElement);
  const nodes = {
    title: hook("live-title", HTMLElement),
    set: hook("live-set", HTMLElement),
    caption: hook("caption", HTMLElement),
    said: hook("said", HTMLElement),
    alarm: hook("alarm", HTMLElement),
    problem: hook("problem", HTMLElement),
    link: hook("link", HTMLElement),
    big: hook("big", HTMLElement),
    small: hook("small", HTMLElement),
    ring: hook("ring", SVGCircleElement),
    ask: hook("ask", HTMLElement),
    video: hook("video", HTMLVideoElement),
    picture: hook("live-picture", HTMLImageElement),
    next: hook("next", HTMLButtonElement),
    tap: hook("tap", HTMLButtonElement),
    pause: hook("pause", HTMLButtonElement),
    stop: hook("stop", HTMLButtonElement),
  };
  const dial = createDial(hook("dial", SVGSVGElement));
  const skeleton = createSkeleton(hook("skeleton", HTMLCanvasElement));
  /** @type {string | null} */
  let asked = "";
  let linkWords = "";
  let strap = "";

  /** What is to be said of a phone that is linked: its signal, and the leg it is on. */
  const writeLink = () => write(nodes.link, [strap, linkWords].filter((part) => part !== "").join(" "));

  /** @param {Live} live @param {boolean} isHelped whether somebody else counts */
  function open(live, isHelped) {
    root.hidden = false;
    document.body.classList.add("is-live");
    write(nodes.title, [live.title, live.place].filter((part) => part !== "").join(" · "));
    root.dataset["source"] = live.source;
    const { exercise, side } = live.picture;
    nodes.picture.src = `/pictures/${exercise}-${side}${isStill() ? "-still" : ""}.svg`;
    nodes.picture.alt = live.picture.text;
    nodes.tap.hidden = !isHelped || live.source !== "none";
    write(nodes.alarm, "");
    strap = linkWords = "";
    writeLink();
    skeleton.draw(null, 1, 1);
    ask(null);
    nodes.stop.focus({ preventScroll: true });
  }

  function close() {
    root.hidden = true;
    document.body.classList.remove("is-live");
    ask(null);
    nodes.picture.removeAttribute("src");
  }

  /** @param {Shown} shown */
  function show(shown) {
    root.dataset["phase"] = shown.phase;
    root.dataset["zone"] = shown.range?.zone ?? "";
    write(nodes.set, [shown.side_text, shown.set_text].filter((part) => part !== "").join(" · "));
    write(nodes.caption, shown.caption);
    nodes.caption.classList.toggle("is-long", shown.caption.length > LONG);
    write(nodes.big, shown.big);
    write(nodes.small, shown.small);
    const { hold, problem } = shown;
    nodes.ring.style.setProperty("--share", hold === null || hold.of_s === 0
      ? "0" : String(Math.min(1, hold.seconds / hold.of_s)));
    nodes.ring.classList.toggle("is-held", hold?.is_in_position === true);
    nodes.ring.classList.toggle("is-hidden", hold === null);
    dial.show(shown.range);
    write(nodes.problem, problem === null ? "" : `${problem.text} ${problem.next_step}`);
    strap = shown.strap;
    writeLink();
    nodes.next.hidden = shown.phase !== "change" && shown.phase !== "rest";
    write(nodes.pause, text(shown.phase === "paused" ? "ui.resume" : "ui.pause"));
    ask(shown.ask);
  }

  /** @param {Shown["ask"]} question */
  function ask(question) {
    const name = question?.name ?? "";
    root.dataset["asking"] = String(question !== null);
    if (name === asked) return;
    asked = name;
    if (question === null) {
      nodes.ask.replaceChildren();
      return;
    }
    const shown = questionOf(question, text, (answer) => {
      asked = null; // whatever comes next is shown anew
      onAnswer(question.name, answer);
    });
    nodes.ask.replaceChildren(shown);
    const heading = shown.querySelector("[data-focus]");
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  }

  /** Flashes, so that one that counted is seen from afar. @param {boolean} isCounted */
  function flash(isCounted) {
    if (isStill()) return;
    nodes.big.animate(isCounted
      ? [{ transform: "scale(1.25)" }, { transform: "scale(1)" }]
      : [{ transform: "translateX(-4%)" }, { transform: "translateX(4%)" }, { transform: "none" }],
    { duration: 350 });
  }

  return {
    open,
    close,
    show,
    flash,
    video: nodes.video,
    root,
    /** @param {string} words said at once, also by a screen reader */
    alarm: (words) => write(nodes.alarm, words),
    /** @param {string} words what is wrong with the signal @param {boolean} hasGap samples were lost */
    link(words, hasGap) {
      linkWords = [words, hasGap ? text("ui.link_gap") : ""].filter((part) => part !== "").join(" ");
      writeLink();
    },
    /** @param {string} words */
    caption: (words) => write(nodes.caption, words),
    /** Everything that is said, for a screen reader: also the numbers that stand large beside the caption. @param {string} words */
    say: (words) => write(nodes.said, words),
    /** @param {Points | null} points @param {{width: number, height: number}} size */
    draw: (points, size) => skeleton.draw(points, size.width, size.height),
  };
}

/** @typedef {ReturnType<typeof createStage>} Stage */
