// Shows a phone the way: QR code, address and pairing code, asked for anew before they grow old.

import { hook } from "./page.js";

/**
 * @typedef {object} Place
 * @property {string} address
 * @property {string} qr SVG, made by the server
 */

/**
 * @typedef {{is_lan: false} | {is_lan: true, code: string, expires_in_s: number, fingerprint: string,
 *   places: Place[]}} Way
 */

const BEFORE_S = 5;
const FEWEST_S = 5;

/** @param {boolean} anew @returns {Promise<Way>} */
async function asked(anew) {
  const response = await fetch(`/sensor/pairing${anew ? "?anew=1" : ""}`, {
    method: "POST",
    headers: { "X-Coxa": "1" },
    cache: "no-store",
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** The server's picture, without a detour over markup. @param {string} svg */
function picture(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const made = document.importNode(parsed, true);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", parsed.querySelector("title")?.textContent ?? "");
  return made;
}

/**
 * Fills the hooks of `templates/coxa/sensor_pairing.html`.
 * @param {{onFailed: () => void}} listeners
 */
export function createPairing(listeners) {
  const qr = hook("qr", HTMLElement);
  const address = hook("address", HTMLElement);
  const code = hook("code", HTMLElement);
  const anew = hook("anew", HTMLButtonElement);
  const others = hook("others", HTMLElement);
  const otherList = hook("other-list", HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again;

  /** @param {Extract<Way, {is_lan: true}>} way */
  function show(way) {
    const [first, ...rest] = way.places;
    if (first === undefined) return;
    qr.replaceChildren(picture(first.qr));
    address.textContent = first.address;
    code.textContent = way.code;
    others.hidden = rest.length === 0;
    otherList.replaceChildren(...rest.map((place) => {
      const item = document.createElement("li");
      item.textContent = place.address;
      return item;
    }));
  }

  /** @param {boolean} isAnew */
  async function ask(isAnew) {
    clearTimeout(again);
    try {
      const way = await asked(isAnew);
      if (!way.is_lan) return;
      show(way);
      const wait_s = Math.max(FEWEST_S, way.expires_in_s - BEFORE_S);
      again = setTimeout(() => ask(true), wait_s * 1000);
    } catch {
      listeners.onFailed();
    }
  }

  anew.addEventListener("click", () => ask(true));
  void ask(false);
  return {
    /** Another code, if the one that is shown was used. */
    refresh: () => void ask(false),
    close: () => clearTimeout(again),
  };
}
