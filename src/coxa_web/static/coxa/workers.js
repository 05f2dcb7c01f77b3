// Starts the two workers and joins them; hands images in and parsed replies out.

import { parseReply, parseResult, parseVisited } from "./protocol.js";

/** @typedef {import("./protocol.js").Build} Build */
/** @typedef {import("./protocol.js").CoachConfig} CoachConfig */
/** @typedef {import("./protocol.js").FromPose} FromPose */
/** @typedef {import("./protocol.js").FromCore} FromCore */
/** @typedef {import("./protocol.js").ModelName} ModelName */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").ToCore} ToCore */
/** @typedef {import("./protocol.js").ToPose} ToPose */
/** @typedef {import("./protocol.js").VisitCall} VisitCall */

/**
 * @typedef {object} Listeners
 * @property {(message: Extract<FromPose, {type: "ready"}> | Extract<FromCore, {type: "ready"}>,
 *   who: "pose" | "core") => void} onReady
 * @property {() => void} onTold the networks know what to do first
 * @property {(reply: Reply, t_s: number, took_ms: number) => void} onReply
 * @property {(message: Extract<FromPose, {type: "free"}>) => void} onFree
 * @property {(message: string, who: "pose" | "core") => void} onFailed
 */

/** Python refused what it was asked. */
export class RefusedError extends Error {}

/**
 * @param {CoachConfig} config
 * @param {{model: ModelName | null, most_ms: number, build: Build}} networks
 * @param {Listeners} listeners
 */
export function createWorkers(config, networks, listeners) {
  const pose = new Worker(config.pose_worker);
  const core = new Worker(config.core_worker, { type: "module" });
  const { port1, port2 } = new MessageChannel();
  /** @type {Map<number, {resolve: (json: string) => void, reject: (error: Error) => void}>} */
  const asked = new Map();
  let number = 0;

  /** @param {ToPose} message @param {Transferable[]} [transfer] */
  const toPose = (message, transfer = []) => pose.postMessage(message, transfer);
  /** @param {ToCore} message @param {Transferable[]} [transfer] */
  const toCore = (message, transfer = []) => core.postMessage(message, transfer);

  /** @param {Extract<FromCore, {type: "answer"}>} message */
  function answered(message) {
    const waiting = asked.get(message.number);
    asked.delete(message.number);
    if (message.json === null) waiting?.reject(new RefusedError(message.error));
    else waiting?.resolve(message.json);
  }

  pose.onmessage = (/** @type {MessageEvent<FromPose>} */ event) => {
    const message = event.data;
    if (message.type === "ready") listeners.onReady(message, "pose");
    else if (message.type === "told") listeners.onTold();
    else if (message.type === "free") listeners.onFree(message);
    else if (message.type === "failed") listeners.onFailed(message.message, "pose");
  };
  core.onmessage = (/** @type {MessageEvent<FromCore>} */ event) => {
    const message = event.data;
    if (message.type === "ready") {
      toPose({ type: "settled" });
      listeners.onReady(message, "core");
    } else if (message.type === "answer") answered(message);
    else if (message.type === "failed") listeners.onFailed(message.message, "core");
    else listeners.onReply(parseReply(message.json), message.t_s, message.took_ms);
  };
  pose.onerror = (event) => listeners.onFailed(event.message, "pose");
  core.onerror = (event) => listeners.onFailed(event.message, "core");

  toCore({ type: "boot", config, pose: port2 }, [port2]);
  toPose({ type: "start", config, ...networks, core: port1 }, [port1]);

  /**
   * @param {Extract<ToCore, {type: "ask"}>["call"]} call
   * @param {string} json
   * @returns {Promise<string>}
   */
  const ask = (call, json) => new Promise((resolve, reject) => {
    number += 1;
    asked.set(number, { resolve, reject });
    toCore({ type: "ask", number, call, json });
  });

  return {
    /** @param {object} session what `Session.start` is given @param {string | null} state to go on from */
    start: (session, state = null) => toCore({ type: "start", config: JSON.stringify(session), state }),
    /** @param {ImageBitmap} image @param {number} t_s */
    look: (image, t_s) => toPose({ type: "image", t_s, image }, [image]),
    /** @param {Float64Array<ArrayBuffer>} buffer */
    send: (buffer) => toCore({ type: "buffer", buffer }, [buffer.buffer]),
    /** @param {object} said what the person says */
    say: (said) => toCore({ type: "input", json: JSON.stringify(said) }),
    state: () => ask("state", ""),
    measure: () => ask("measure", ""),
    finish: async () => parseResult(await ask("finish", "")),
    /** @param {VisitCall} call @param {object} given */
    visit: async (call, given) => parseVisited(await ask(call, JSON.stringify(given))),
    close: () => {
      pose.terminate();
      core.terminate();
    },
  };
}

/** @typedef {ReturnType<typeof createWorkers>} Workers */
