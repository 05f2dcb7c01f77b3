// Stop, always in reach: any key that does nothing else, a tap on the stage, the button.

const LEFT_ALONE = Object.freeze(new Set([
  "Tab", "Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Fn",
  "Process", "AudioVolumeUp", "AudioVolumeDown", "AudioVolumeMute", "Dead", "Unidentified",
]));
const PRESSES = Object.freeze(new Set(["Enter", " "]));
const MOVES = Object.freeze(new Set([
  "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Backspace",
]));
const CONTROLS = "button, a[href], input, select, textarea, label, summary";

/** Whether a key would do something where it is pressed. @param {KeyboardEvent} event */
function isTaken(event) {
  const on = event.target instanceof Element ? event.target.closest(CONTROLS) : null;
  if (on === null) return false;
  if (PRESSES.has(event.key)) return true;
  if (on instanceof HTMLInputElement || on instanceof HTMLTextAreaElement
    || on instanceof HTMLSelectElement) {
    return event.key !== "Escape" && (MOVES.has(event.key) || event.key.length === 1);
  }
  return false;
}

/**
 * @param {HTMLElement} stage where a tap stops
 * @param {() => void} onStop
 */
export function createHalt(stage, onStop) {
  /** @type {AbortController | null} */
  let listening = null;

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (LEFT_ALONE.has(event.key) || isTaken(event)) return;
    event.preventDefault();
    onStop();
  }

  /** @param {PointerEvent} event */
  function tapped(event) {
    if (event.target instanceof Element && event.target.closest(CONTROLS) !== null) return;
    onStop();
  }

  return {
    on() {
      listening?.abort();
      listening = new AbortController();
      document.addEventListener("keydown", pressed, { signal: listening.signal });
      stage.addEventListener("pointerdown", tapped, { signal: listening.signal });
    },
    off() {
      listening?.abort();
      listening = null;
    },
  };
}

/** @typedef {ReturnType<typeof createHalt>} Halt */
