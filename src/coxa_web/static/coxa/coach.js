// The coach page: wires source, workers, dials and preview. Shows; the core measures.

import { createDial } from "./dial.js";
import { hook } from "./page.js";
import { VERSION, parseConfig } from "./protocol.js";
import { createSkeleton } from "./skeleton.js";
import { createSource, openCamera } from "./source.js";
import { createWorkers } from "./workers.js";

/** @typedef {import("./source.js").Source} Source */
/** @typedef {import("./protocol.js").Reply} Reply */

const status = hook("status", HTMLElement);
const video = hook("video", HTMLVideoElement);
const stage = hook("stage", HTMLElement);
const config = parseConfig(stage.dataset["config"] ?? "");
const file = hook("file", HTMLInputElement);
const camera = hook("camera", HTMLButtonElement);
const stop = hook("stop", HTMLButtonElement);
const result = hook("result", HTMLElement);
const model = /** @type {import("./protocol.js").ModelName} */ (
  new URLSearchParams(location.search).get("model") ?? "full");

const passes = new URLSearchParams(location.search).get("passes") ?? "alternate";

const dials = {
  left: createDial(hook("dial-left", SVGSVGElement), "left"),
  right: createDial(hook("dial-right", SVGSVGElement), "right"),
};
const skeleton = createSkeleton(hook("skeleton", HTMLCanvasElement));

/** @param {string} words */
const say = (words) => {
  if (status.textContent !== words) status.textContent = words;
};

/** Figures for the bench; nothing on the page reads them. */
const bench = {
  boot_ms: /** @type {Record<string, number>} */ ({}),
  threads: false,
  images: /** @type {object[]} */ ([]),
  dropped: 0,
};
Object.assign(globalThis, { coxaBench: bench });

/** @type {Source | null} */
let source = null;
let isLooking = false;
let isEnding = false;
/** @type {Map<number, number>} */
const shownAt = new Map();
const waitingFor = new Set(["pose", "core"]);

const workers = createWorkers(config, model, {
  onReady(message, who) {
    bench.boot_ms[who] = performance.now();
    if ("threads" in message) bench.threads = message.threads;
    waitingFor.delete(who);
    stage.dataset["ready"] = String(waitingFor.size === 0);
    if (waitingFor.size === 0 && source === null) say("Ready. Choose a camera or a video file.");
  },
  onTold() {
    source?.next();
  },
  onReply(reply, t_s, took_ms) {
    if (isEnding) return;
    if (reply.is_done && reply.coach !== null && !Number.isNaN(t_s)) show(reply, t_s, took_ms);
  },
  onFree(message) {
    Object.assign(bench.images.at(-1) ?? {}, message); // of the same image, or the one before
    isLooking = false;
    if (isEnding) finish();
    else source?.next();
  },
  onResult(record) {
    result.hidden = false;
    result.textContent = JSON.stringify(record, null, 1);
    stage.dataset["state"] = "finished";
    say("Finished.");
  },
  onFailed(message) {
    failed(`Something went wrong: ${message}`);
  },
});

/** @param {Reply} reply @param {number} t_s @param {number} took_ms */
function show(reply, t_s, took_ms) {
  const coach = /** @type {{is_ready?: boolean, left_deg?: number | null, right_deg?: number | null}} */ (
    reply.coach);
  dials.left.show(coach.left_deg ?? null);
  dials.right.show(coach.right_deg ?? null);
  skeleton.draw(reply.skeleton, video.videoWidth, video.videoHeight);
  stage.dataset["state"] = coach.is_ready ? "measuring" : "resting";
  if (reply.skeleton === null) say("I cannot see you. Move back until your whole body is in the picture.");
  else say(coach.is_ready ? "Turn one foot out, hold, and back." : "Let both legs hang still.");
  const shown_ms = shownAt.get(t_s) ?? NaN;
  shownAt.delete(t_s);
  const entry = { t_s, step_ms: took_ms, ...coach, skeleton: reply.skeleton, reply_ms: performance.now() - shown_ms, latency_ms: NaN };
  bench.images.push(entry);
  requestAnimationFrame(() => {
    entry.latency_ms = performance.now() - shown_ms;
  });
}

/** @param {MediaStream | File} from */
async function begin(from) {
  source?.stop();
  isEnding = false;
  result.hidden = true;
  stage.dataset["state"] = "starting";
  say(waitingFor.size === 0 ? "Starting." : "Loading what looks and measures. This takes a moment.");
  source = await createSource(video, from, (image) => {
    isLooking = true;
    shownAt.set(image.t_s, image.shown_ms);
    workers.look(image.bitmap, image.t_s);
  }, end);
  workers.start({
    v: VERSION,
    engine: "assessment",
    passes,
    width_px: video.videoWidth,
    height_px: video.videoHeight,
    config: {
      id: crypto.randomUUID(),
      recording_id: crypto.randomUUID(),
      subject: "anonymous",
      recorded_at: new Date().toISOString().replace(/\.\d+Z$/, "+00:00"),
      pose: { name: "blazepose", version: config.pose_version, model, params: { passes } },
    },
  });
}

/** @param {string} words what it is, and stays until something is begun anew */
function failed(words) {
  source?.stop();
  source = null;
  isEnding = true;
  stage.dataset["state"] = "failed";
  say(words);
}

function end() {
  if (source === null) return;
  bench.dropped = source.dropped();
  source.stop();
  source = null;
  isEnding = true;
  say("Measuring the whole.");
  if (!isLooking) finish(); // else the image under way is waited for
}

function finish() {
  stage.dataset["state"] = "finishing";
  workers.finish();
}

/** @param {() => Promise<void>} start */
const tried = (start) => {
  start().catch((error) => {
    failed(`The picture could not be opened: ${error.message}`);
  });
};
file.addEventListener("change", () => {
  const chosen = file.files?.[0];
  if (chosen !== undefined) tried(() => begin(chosen));
});
camera.addEventListener("click", () => tried(async () => begin(await openCamera())));
stop.addEventListener("click", end);
window.addEventListener("pagehide", () => {
  source?.stop();
  workers.close();
});
say("Loading what looks and measures. This takes a moment.");
