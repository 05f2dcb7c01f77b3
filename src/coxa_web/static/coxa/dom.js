// Small pieces of page, made from what Python says. Text is set as text, never as markup.

/**
 * An element with its attributes and children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean>} [attributes] false leaves one out
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * A button that does one thing.
 * @param {string} text
 * @param {() => void} onPress
 * @param {Record<string, string | boolean>} [attributes]
 */
export function button(text, onPress, attributes = {}) {
  const made = make("button", { type: "button", ...attributes }, [text]);
  made.addEventListener("click", onPress);
  return made;
}

/** @param {import("./shapes.js").Link} link */
export const anchor = (link) =>
  make("a", { class: link.is_main ? "button" : "button quiet", href: link.href }, [link.text]);

/** @param {import("./shapes.js").Section} section */
export function sectionOf(section) {
  const [only] = section.items;
  const body = section.items.length === 1 && only !== undefined
    ? make("p", {}, [only]) : make("ul", {}, section.items.map((item) => make("li", {}, [item])));
  if (section.is_folded) {
    return make("details", { class: "c-told" }, [make("summary", {}, [section.title]), body]);
  }
  const heading = section.title === "" ? [] : [make("h2", {}, [section.title])];
  return make("section", { class: `c-told tone-${section.tone}` }, [...heading, body]);
}

/**
 * Picture of an exercise: moving, unless the person wants no motion.
 * @param {import("./shapes.js").Picture} picture
 * @param {boolean} isStill
 */
export function pictureOf(picture, isStill) {
  const name = `${picture.exercise}-${picture.side}${isStill ? "-still" : ""}.svg`;
  return make("img", { class: "c-exercise-picture", src: `/pictures/${name}`, alt: picture.text });
}
