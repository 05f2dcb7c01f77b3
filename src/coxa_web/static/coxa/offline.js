// Gets the files of this version onto the device: by the service worker, else by the browser's own
// store, with progress in megabytes. A newer version waits until no visit is under way.

/** @typedef {{url: string, bytes: number, build: string}} File */
/** @typedef {{got: number, all: number}} Progress */

const SESSION_LOCK = "coxa-visit";
const LONGEST_MS = 600_000;

/**
 * @param {string} address of the service worker
 * @param {string} build
 * @param {(progress: Progress) => void} onProgress
 * @param {() => Promise<boolean>} isVisitKept whether a visit was begun in any page and not ended
 * @returns {Promise<"kept" | "updating" | "none">} whether the files are here to stay
 */
export async function keepOffline(address, build, onProgress, isVisitKept) {
  if (navigator.serviceWorker === undefined) return "none";
  /** @param {MessageEvent} event */
  const heard = (event) => {
    if (event.data?.type === "progress") onProgress(event.data);
  };
  navigator.serviceWorker.addEventListener("message", heard);
  try {
    const wasServed = navigator.serviceWorker.controller !== null;
    const registration = await navigator.serviceWorker.register(`${address}?build=${build}`);
    if (wasServed) return await updated(registration, isVisitKept) ? "updating" : "kept";
    await installed(registration);
    return "kept";
  } catch {
    return "none";
  } finally {
    navigator.serviceWorker.removeEventListener("message", heard);
  }
}

/**
 * A newer version that waits takes over now, before anything has begun; true if the page is to be
 * loaded anew for it.
 * @param {ServiceWorkerRegistration} registration
 * @param {() => Promise<boolean>} isVisitKept
 */
async function updated(registration, isVisitKept) {
  const { waiting } = registration;
  if (waiting === null || await isAnyVisit(isVisitKept)) return false;
  const changed = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
  waiting.postMessage({ type: "take_over" });
  await changed;
  return true;
}

/**
 * Whether a visit is under way in any page; without locks, whether one may be.
 * @param {() => Promise<boolean>} isVisitKept
 */
async function isAnyVisit(isVisitKept) {
  if (navigator.locks === undefined) return isVisitKept();
  const { held = [] } = await navigator.locks.query();
  return held.some((lock) => lock.name === SESSION_LOCK);
}

/** Says that a visit is under way, as long as this page is open. */
export function holdVisit() {
  void navigator.locks?.request(SESSION_LOCK, { mode: "shared" }, () => new Promise(() => undefined));
}

/** @param {ServiceWorkerRegistration} registration @returns {Promise<void>} */
function installed(registration) {
  return new Promise((resolve, reject) => {
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker === null) {
      reject(new Error("no worker"));
      return;
    }
    const look = () => {
      if (worker.state === "activated") resolve();
      else if (worker.state === "redundant") reject(new Error("not installed"));
    };
    worker.addEventListener("statechange", look);
    setTimeout(() => reject(new Error("too long")), LONGEST_MS);
    look();
  });
}

/**
 * Without a service worker: fetches the large files once, so that the workers find them near.
 * @param {File[]} files
 * @param {string} build
 * @param {(progress: Progress) => void} onProgress
 */
export async function fetchAhead(files, build, onProgress) {
  const wanted = files.filter((file) => file.build === "" || file.build === build);
  const all = wanted.reduce((sum, file) => sum + file.bytes, 0);
  let got = 0;
  await Promise.all(wanted.filter((file) => file.url.includes("/vendor/")).map(async (file) => {
    const response = await fetch(file.url);
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      got += part.value.byteLength;
      onProgress({ got, all });
    }
  }));
  onProgress({ got: all, all });
}

/** Asks the browser not to clear what is kept; it may say no. */
export async function askToStay() {
  try {
    return await navigator.storage?.persist?.() ?? false;
  } catch {
    return false;
  }
}
