// The dial: the leg now, from its rest, with target and limit. Draws what it is told, measures nothing.

/** @typedef {NonNullable<import("./shapes.js").Shown["range"]>} Range */

const SWEEP = 60; // degrees to either side that the dial shows
const NAMESPACE = "http://www.w3.org/2000/svg";
const RADIUS = 90;

/** @param {SVGSVGElement} svg */
export function createDial(svg) {
  const target = element("path", { class: "c-dial-target" });
  const ceiling = element("line", { class: "c-dial-ceiling", x1: "0", y1: "70", x2: "0", y2: "108" });
  const needle = element("g", { class: "c-dial-needle" });
  needle.append(
    element("line", { x1: "0", y1: "0", x2: "0", y2: "78" }),
    element("path", { class: "c-dial-foot", d: "M -7 78 L 7 78 L 9 88 L -9 88 Z" }),
  );
  svg.replaceChildren(
    element("path", { d: arc(RADIUS, -SWEEP, SWEEP), class: "c-dial-track" }),
    target,
    ...[-45, -30, -15, 0, 15, 30, 45].map((degrees) => tick(degrees)),
    ceiling,
    needle,
    element("circle", { cx: "0", cy: "0", r: "7", class: "c-dial-hub" }),
  );

  /** @param {Range | null} range null where nothing is seen */
  function show(range) {
    svg.dataset["seen"] = String(range !== null);
    svg.dataset["zone"] = range?.zone ?? "start";
    const hasTarget = range !== null && (range.target_deg !== null || range.value_deg === null);
    target.classList.toggle("is-hidden", !hasTarget);
    ceiling.classList.toggle("is-hidden", range?.ceiling_deg == null);
    if (range === null) return;
    const way = turnOf(range);
    const at = range.value_deg ?? range.share * (2 / 3) * SWEEP;
    const from = range.target_deg ?? (2 / 3) * SWEEP;
    const to = range.ceiling_deg ?? SWEEP;
    needle.setAttribute("transform", `rotate(${-way * onDial(at)})`);
    target.setAttribute("d", arc(RADIUS, way * onDial(from), way * onDial(to)));
    ceiling.setAttribute("transform", `rotate(${-way * onDial(to)})`);
  }
  show(null);
  return { show };
}

/** @typedef {ReturnType<typeof createDial>} Dial */

/** Which way the foot goes in the mirror: to the right of the picture, or to the left. @param {Range} range */
function turnOf({ side, direction }) {
  const outward = side === "left" ? -1 : 1;
  return direction === "external" ? -outward : outward;
}

/** @param {number} degrees */
const onDial = (degrees) => Math.max(-SWEEP, Math.min(SWEEP, degrees));

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
export function element(name, attributes) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return /** @type {SVGElement} */ (made);
}

/** @param {number} radius @param {number} from @param {number} to degrees from straight down */
function arc(radius, from, to) {
  const [x1, y1] = place(radius, Math.min(from, to));
  const [x2, y2] = place(radius, Math.max(from, to));
  return `M ${x1} ${y1} A ${radius} ${radius} 0 0 0 ${x2} ${y2}`;
}

/** @param {number} radius @param {number} degrees */
function place(radius, degrees) {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.sin(angle), radius * Math.cos(angle)];
}

/** @param {number} degrees */
function tick(degrees) {
  const [x1, y1] = place(84, degrees);
  const [x2, y2] = place(96, degrees);
  return element("line", {
    x1: String(x1), y1: String(y1), x2: String(x2), y2: String(y2), class: "c-dial-tick",
  });
}
