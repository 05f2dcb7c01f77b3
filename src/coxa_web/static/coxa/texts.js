// The page's own sentences, as the server put them into the page; the rest comes from Python.

/**
 * @param {Readonly<Record<string, string>>} sentences by id
 */
export function createTexts(sentences) {
  /**
   * One sentence, what it quotes filled in.
   * @param {string} id
   * @param {Record<string, string | number>} [values]
   */
  return (id, values = {}) => {
    const template = sentences[id];
    if (template === undefined) throw new Error(`the page has no sentence ${id}`);
    return template.replaceAll(/\{(\w+)(?::[^}]*)?\}/g, (whole, name) =>
      String(values[name] ?? whole));
  };
}

/** @typedef {ReturnType<typeof createTexts>} Texts */

/**
 * JSON that the server put into the page.
 * @param {string} id of its element
 * @returns {any}
 */
export function pageData(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no data ${id}`);
  return JSON.parse(found.textContent ?? "");
}
