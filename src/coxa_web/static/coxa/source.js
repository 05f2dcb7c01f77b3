// Images from a camera or a video file, never more than are asked for; the newest first.

/**
 * @typedef {object} Image
 * @property {ImageBitmap} bitmap
 * @property {number} t_s seconds on the engine's clock
 * @property {number} shown_ms when the page got it, on the page's clock
 * @property {number | null} captured_ms when the camera took it, on the same clock; null: nobody says
 */

/**
 * @typedef {object} Source
 * @property {() => void} next says that one more image is wanted
 * @property {() => number} dropped how many images nobody had time for
 * @property {() => {width: number, height: number}} size
 * @property {() => void} stop lets the camera go
 */

/**
 * @typedef {object} Listeners
 * @property {(image: Image) => void} onImage
 * @property {() => void} onEnded the recording is over
 * @property {() => void} onGone the camera was unplugged, or taken away
 */

/**
 * @param {HTMLVideoElement} video
 * @param {MediaStream | File} from
 * @param {number} start_s the engine's clock at the first image
 * @param {Listeners} listeners
 * @returns {Promise<Source>}
 */
export async function createSource(video, from, start_s, listeners) {
  const address = from instanceof File ? URL.createObjectURL(from) : null;
  const ending = new AbortController();
  let isWanted = false;
  let isStopped = false;
  let dropped = 0;
  /** @type {number | null} */
  let first_s = null;
  /** @type {Omit<Image, "bitmap"> | null} */
  let newest = null;

  async function take() {
    if (newest === null || !isWanted || isStopped) return;
    const moment = newest;
    newest = null;
    isWanted = false;
    try {
      listeners.onImage({ bitmap: await createImageBitmap(video), ...moment });
    } catch {
      isWanted = true; // the picture went while it was taken; the next one is tried
    }
  }

  /** @param {number} _now @param {VideoFrameCallbackMetadata} metadata */
  function arrived(_now, metadata) {
    if (isStopped) return;
    if (newest !== null) dropped += 1;
    first_s ??= metadata.mediaTime;
    newest = {
      t_s: start_s + metadata.mediaTime - first_s,
      shown_ms: performance.now(),
      captured_ms: metadata.captureTime ?? null,
    };
    video.requestVideoFrameCallback(arrived);
    void take();
  }

  function stop() {
    if (isStopped) return;
    isStopped = true;
    ending.abort();
    video.pause();
    if (from instanceof MediaStream) from.getTracks().forEach((track) => track.stop());
    if (address !== null) URL.revokeObjectURL(address);
    video.srcObject = null;
    video.removeAttribute("src");
  }

  if (from instanceof File) {
    video.src = /** @type {string} */ (address);
    video.addEventListener("ended", listeners.onEnded, { signal: ending.signal });
  } else {
    video.srcObject = from;
    for (const track of from.getVideoTracks()) {
      track.addEventListener("ended", listeners.onGone, { signal: ending.signal });
    }
  }
  video.requestVideoFrameCallback(arrived);
  try {
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }

  return {
    next: () => {
      isWanted = true;
      void take();
    },
    dropped: () => dropped,
    size: () => ({ width: video.videoWidth, height: video.videoHeight }),
    stop,
  };
}

/** A camera could not be opened; `code` says why. */
export class CameraError extends Error {
  /** @param {"no_camera" | "camera_refused" | "insecure"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * The front camera, at a size the networks can use.
 * @returns {Promise<MediaStream>}
 */
export async function openCamera() {
  if (navigator.mediaDevices === undefined) throw new CameraError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: /** @type {MediaTrackConstraints} */ ({
        facingMode: "user",
        width: { ideal: 640 },
        height: { ideal: 480 },
        frameRate: { ideal: 30 },
        resizeMode: { ideal: "none" }, // else the browser cuts feet off to get the wished shape
      }),
    });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    throw new CameraError(name === "NotAllowedError" ? "camera_refused" : "no_camera");
  }
}
