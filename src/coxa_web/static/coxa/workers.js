// Starts the two workers and joins them; hands images in and parsed replies out.

import { parseReply, parseResult } from "./protocol.js";

/** @typedef {import("./protocol.js").CoachConfig} CoachConfig */
/** @typedef {import("./protocol.js").FromPose} FromPose */
/** @typedef {import("./protocol.js").FromCore} FromCore */
/** @typedef {import("./protocol.js").ModelName} ModelName */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").ToCore} ToCore */
/** @typedef {import("./protocol.js").ToPose} ToPose */

/**
 * @typedef {object} Listeners
 * @property {(message: Extract<FromPose, {type: "ready"}> | Extract<FromCore, {type: "ready"}>,
 *   who: "pose" | "core") => void} onReady
 * @property {() => void} onTold the networks know what to do first
 * @property {(reply: Reply, t_s: number, took_ms: number) => void} onReply
 * @property {(message: Extract<FromPose, {type: "free"}>) => void} onFree
 * @property {(result: Record<string, unknown>) => void} onResult
 * @property {(message: string) => void} onFailed
 */

/**
 * @param {CoachConfig} config
 * @param {ModelName} model
 * @param {Listeners} listeners
 */
export function createWorkers(config, model, listeners) {
  const pose = new Worker(config.pose_worker);
  const core = new Worker(config.core_worker, { type: "module" });
  const { port1, port2 } = new MessageChannel();

  /** @param {ToPose} message @param {Transferable[]} [transfer] */
  const toPose = (message, transfer = []) => pose.postMessage(message, transfer);
  /** @param {ToCore} message @param {Transferable[]} [transfer] */
  const toCore = (message, transfer = []) => core.postMessage(message, transfer);

  pose.onmessage = (/** @type {MessageEvent<FromPose>} */ event) => {
    const message = event.data;
    if (message.type === "ready") listeners.onReady(message, "pose");
    else if (message.type === "told") listeners.onTold();
    else if (message.type === "free") listeners.onFree(message);
    else if (message.type === "failed") listeners.onFailed(message.message);
  };
  core.onmessage = (/** @type {MessageEvent<FromCore>} */ event) => {
    const message = event.data;
    if (message.type === "ready") listeners.onReady(message, "core");
    else if (message.type === "result") listeners.onResult(parseResult(message.json));
    else if (message.type === "failed") listeners.onFailed(message.message);
    else listeners.onReply(parseReply(message.json), message.t_s, message.took_ms);
  };
  pose.onerror = (event) => listeners.onFailed(event.message);
  core.onerror = (event) => listeners.onFailed(event.message);

  toCore({ type: "boot", config, pose: port2 }, [port2]);
  toPose({ type: "start", config, model, core: port1 }, [port1]);

  return {
    /** @param {object} session what `Session.start` is given */
    start: (session) => toCore({ type: "start", config: JSON.stringify(session) }),
    /** @param {ImageBitmap} image @param {number} t_s */
    look: (image, t_s) => toPose({ type: "image", t_s, image }, [image]),
    /** @param {Float64Array<ArrayBuffer>} buffer */
    send: (buffer) => toCore({ type: "buffer", buffer }, [buffer.buffer]),
    finish: () => toCore({ type: "finish" }),
    close: () => {
      pose.terminate();
      core.terminate();
    },
  };
}
