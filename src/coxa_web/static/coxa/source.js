// Images from a camera or a video file, never more than are asked for; the newest first.

/**
 * @typedef {object} Image
 * @property {ImageBitmap} bitmap
 * @property {number} t_s seconds on the source's own clock
 * @property {number} shown_ms when the page got it, on the page's clock
 */

/**
 * @typedef {object} Source
 * @property {HTMLVideoElement} video
 * @property {() => void} next says that one more image is wanted
 * @property {() => number} dropped how many images nobody had time for
 * @property {() => void} stop lets the camera go
 */

/**
 * @param {HTMLVideoElement} video
 * @param {MediaStream | File} from
 * @param {(image: Image) => void} onImage
 * @param {() => void} onEnded
 * @returns {Promise<Source>}
 */
export async function createSource(video, from, onImage, onEnded) {
  const address = from instanceof File ? URL.createObjectURL(from) : null;
  const ending = new AbortController();
  let isWanted = false;
  let isStopped = false;
  let dropped = 0;
  /** @type {{t_s: number, shown_ms: number} | null} */
  let newest = null;

  async function take() {
    if (newest === null || !isWanted || isStopped) return;
    const moment = newest;
    newest = null;
    isWanted = false;
    const bitmap = await createImageBitmap(video);
    onImage({ bitmap, ...moment });
  }

  /** @param {number} _now @param {VideoFrameCallbackMetadata} metadata */
  function arrived(_now, metadata) {
    if (isStopped) return;
    if (newest !== null) dropped += 1;
    newest = { t_s: metadata.mediaTime, shown_ms: performance.now() };
    video.requestVideoFrameCallback(arrived);
    void take();
  }

  function stop() {
    isStopped = true;
    ending.abort();
    video.pause();
    if (from instanceof MediaStream) from.getTracks().forEach((track) => track.stop());
    if (address !== null) URL.revokeObjectURL(address);
    video.srcObject = null;
    video.removeAttribute("src");
  }

  if (from instanceof File) video.src = /** @type {string} */ (address);
  else video.srcObject = from;
  video.addEventListener("ended", onEnded, { signal: ending.signal });
  video.requestVideoFrameCallback(arrived);
  await video.play();

  return {
    video,
    next: () => {
      isWanted = true;
      void take();
    },
    dropped: () => dropped,
    stop,
  };
}

/** The front camera, at a size the networks can use. */
export function openCamera() {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: /** @type {MediaTrackConstraints} */ ({
      facingMode: "user",
      width: { ideal: 640 },
      height: { ideal: 480 },
      frameRate: { ideal: 30 },
      resizeMode: { ideal: "none" }, // else the browser cuts feet off to get the wished shape
    }),
  });
}
