// The result of the test: values with their error beside the usual range. Draws, compares nothing.

import { element } from "./dial.js";
import { anchor, button, make, sectionOf } from "./dom.js";

/** @typedef {import("./shapes.js").Result} Result */
/** @typedef {import("./shapes.js").ResultRow} ResultRow */

const WIDTH = 300;
const HEIGHT = 44;
const STEP = 15; // degrees between the marks of a scale

/**
 * @param {Result} result
 * @param {(press: string) => void} onPress
 */
export function resultOf(result, onPress) {
  const [first, ...rest] = result.lead;
  return make("div", { class: "c-result" }, [
    make("h1", { tabindex: "-1", "data-focus": true }, [result.title]),
    ...(first === undefined ? [] : [make("p", { class: "soft" }, [first])]),
    ...rest.map((line) => make("p", { class: "c-headline" }, [line])),
    make("div", { class: "c-result-sides" }, result.sides.map((side) =>
      make("section", { class: "c-result-side" }, [
        make("h2", {}, [side.name]),
        ...side.rows.map((row) => rowOf(row, result.scale_most_deg)),
        ...(side.note === "" ? [] : [make("p", { class: "soft" }, [side.note])]),
      ]))),
    ...result.sections.map((section) => sectionOf(section)),
    make("div", { class: "choices" }, [
      ...result.links.map(anchor),
      ...result.buttons.map((made) => button(made.text, () => onPress(made.press), { class: "quiet" })),
    ]),
  ]);
}

/** @param {ResultRow} row @param {number} most */
function rowOf(row, most) {
  const drawing = /** @type {SVGSVGElement} */ (element("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${row.value}. ${row.usual}`,
  }));
  const { value_deg, error_95_deg, usual_low_deg, usual_high_deg } = row.scale;
  /** @param {number} degrees */
  const x = (degrees) => (Math.max(0, Math.min(most, degrees)) / most) * (WIDTH - 20) + 10;
  for (let degrees = 0; degrees <= most; degrees += STEP) {
    const mark = element("text", { x: String(x(degrees)), y: "42", class: "c-scale-mark" });
    mark.textContent = `${degrees}°`;
    drawing.append(element("line", {
      x1: String(x(degrees)), x2: String(x(degrees)), y1: "8", y2: "28", class: "c-scale-line",
    }), mark);
  }
  if (usual_low_deg !== null && usual_high_deg !== null) {
    drawing.append(element("rect", {
      x: String(x(usual_low_deg)), width: String(x(usual_high_deg) - x(usual_low_deg)),
      y: "10", height: "16", rx: "4", class: "c-scale-usual",
    }));
  }
  if (value_deg !== null && error_95_deg !== null) {
    drawing.append(
      element("line", {
        x1: String(x(value_deg - error_95_deg)), x2: String(x(value_deg + error_95_deg)),
        y1: "18", y2: "18", class: "c-scale-error",
      }),
      element("circle", { cx: String(x(value_deg)), cy: "18", r: "7", class: "c-scale-value" }),
    );
  }
  const found = [row.usual, row.finding].filter((part) => part !== "").join(": ");
  return make("div", { class: "c-result-row" }, [
    make("h3", {}, [row.name, make("span", { class: "soft" }, [` ${row.foot}`])]),
    make("p", { class: "c-value" }, [row.value]),
    drawing,
    make("p", { class: "soft" }, [[row.counted, found].filter((part) => part !== "").join(" · ")]),
  ]);
}
