// The page's own elements, found by their hooks; one that is missing is an error at once.

/**
 * @template {Element} T
 * @param {string} name value of `data-hook`
 * @param {new () => T} kind
 * @returns {T}
 */
export function hook(name, kind) {
  const found = document.querySelector(`[data-hook="${name}"]`);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} "${name}"`);
  return found;
}
