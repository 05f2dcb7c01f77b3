// The dial: the rotation of one leg now, from its rest. Draws what it is told, measures nothing.

const SWEEP = 60; // degrees to either side that the dial shows
const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @param {SVGSVGElement} svg
 * @param {"left" | "right"} side the person's; the dial turns as the foot in the mirror does
 */
export function createDial(svg, side) {
  const sign = side === "left" ? -1 : 1;
  const needle = element("line", { x1: "0", y1: "0", x2: "0", y2: "82", class: "needle" });
  const value = element("text", { x: "0", y: "-12", class: "value" });
  svg.replaceChildren(
    element("path", { d: arc(90, -SWEEP, SWEEP), class: "track" }),
    ...[-45, -30, -15, 0, 15, 30, 45].map((degrees) => tick(degrees)),
    needle,
    element("circle", { cx: "0", cy: "0", r: "6", class: "hub" }),
    value,
  );

  /** @param {number | null} degrees internal positive; null where it is not seen */
  function show(degrees) {
    svg.dataset["seen"] = String(degrees !== null);
    value.textContent = degrees === null ? "–" : `${Math.round(Math.abs(degrees))}°`;
    if (degrees === null) return;
    const shown = Math.max(-SWEEP, Math.min(SWEEP, degrees));
    needle.setAttribute("transform", `rotate(${sign * -shown})`);
  }
  show(null);
  return { show };
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function element(name, attributes) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** @param {number} radius @param {number} from @param {number} to degrees from straight down */
function arc(radius, from, to) {
  const [x1, y1] = place(radius, from);
  const [x2, y2] = place(radius, to);
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
    x1: String(x1), y1: String(y1), x2: String(x2), y2: String(y2), class: "tick",
  });
}
