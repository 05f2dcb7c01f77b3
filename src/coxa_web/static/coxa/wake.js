// Keeps the screen on while somebody exercises, and tells when the page is put aside.

/**
 * @param {{onHidden: () => void, onShown: () => void, onNoLock: () => void}} listeners
 */
export function createWake(listeners) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let isWanted = false;
  const ending = new AbortController();

  async function hold() {
    if (!isWanted || lock !== null || document.hidden) return;
    try {
      if (navigator.wakeLock === undefined) throw new Error("no wake lock");
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => {
        lock = null;
      });
    } catch {
      listeners.onNoLock();
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      listeners.onHidden();
    } else {
      void hold();
      listeners.onShown();
    }
  }, { signal: ending.signal });

  return {
    on() {
      isWanted = true;
      void hold();
    },
    off() {
      isWanted = false;
      void lock?.release();
      lock = null;
    },
    close: () => ending.abort(),
  };
}

/** @typedef {ReturnType<typeof createWake>} Wake */
