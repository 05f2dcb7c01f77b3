// Worker with Python: runs the clinical core's own files. One buffer in, one JSON text out.

/** @typedef {import("./protocol.js").ToCore} ToCore */
/** @typedef {import("./protocol.js").FromCore} FromCore */

const scope = /** @type {import("./protocol.js").WorkerScope} */ (/** @type {unknown} */ (self));

const FOLDER = "/coxa_core";
const PROGRAM = `
import sys
sys.path.insert(0, "${FOLDER}")
from coxa.browser.session import Session
from coxa.browser.visit.door import Visit
from coxa.version import __version__ as version

session, visit = Session(), Visit()
calls = {
    "start": session.start,
    "resume": session.resume,
    "input": session.input,
    "state": lambda _: session.state(),
    "measure": lambda _: session.measure(),
    "finish": lambda _: session.finish(),
    "begin": visit.begin,
    "hear": visit.hear,
    "done": visit.done,
    "learn": visit.learn,
}
(lambda name, text: calls[name](text), lambda buffer: session.step(buffer.to_py().tolist()), version)
`;

/** @param {FromCore} message */
const tell = (message) => scope.postMessage(message);

/** @param {unknown} error */
const fail = (error) => tell({ type: "failed", message: String(error) });

/**
 * @typedef {object} Core
 * @property {(name: string, text: string) => string} call
 * @property {(buffer: Float64Array) => string} step
 */

/**
 * @param {Extract<ToCore, {type: "boot"}>} boot
 * @returns {Promise<Core>}
 */
async function booted(boot) {
  const began = performance.now();
  const files = fetch(boot.config.core).then((response) => {
    if (!response.ok) throw new Error(`the core could not be loaded (${response.status})`);
    return response.arrayBuffer();
  });
  const { loadPyodide } = await import(`${boot.config.pyodide}pyodide.mjs`);
  const pyodide = await loadPyodide({ indexURL: boot.config.pyodide });
  pyodide.unpackArchive(await files, "zip", { extractDir: FOLDER });
  const [call, step, version] = pyodide.runPython(PROGRAM);
  tell({ type: "ready", took_ms: performance.now() - began, version });
  return { call, step };
}

/** @type {Promise<Core> | null} */
let core = null;
/** @type {MessagePort | null} */
let pose = null;

/**
 * One buffer through Python; the reply goes to the page, and to the networks if they asked.
 * @param {Core} ready
 * @param {Float64Array} buffer
 * @param {MessagePort | null} asker
 */
function step(ready, buffer, asker) {
  const began = performance.now();
  const json = ready.step(buffer);
  const took_ms = performance.now() - began;
  asker?.postMessage(json);
  tell({ type: "reply", t_s: buffer[1] ?? NaN, json, took_ms });
}

/**
 * What is asked is answered under its number, also where Python refuses.
 * @param {Core} ready
 * @param {Extract<ToCore, {type: "ask"}>} message
 */
function answer(ready, { call, json, number }) {
  try {
    tell({ type: "answer", number, json: ready.call(call, json), error: "" });
  } catch (error) {
    tell({ type: "answer", number, json: null, error: String(error) });
  }
}

/** @param {Core} ready @param {Exclude<ToCore, {type: "boot"}>} message */
function handle(ready, message) {
  if (message.type === "buffer") {
    step(ready, message.buffer, null);
  } else if (message.type === "ask") {
    answer(ready, message);
  } else if (message.type === "input") {
    tell({ type: "reply", t_s: NaN, json: ready.call("input", message.json), took_ms: 0 });
  } else {
    let json = ready.call("start", message.config);
    if (message.state !== null) json = ready.call("resume", message.state);
    pose?.postMessage(json);
    tell({ type: "reply", t_s: NaN, json, took_ms: 0 });
  }
}

scope.onmessage = (/** @type {MessageEvent<ToCore>} */ event) => {
  const message = event.data;
  if (message.type === "boot") {
    core = booted(message);
    pose = message.pose;
    pose.onmessage = (sent) => core?.then((ready) => step(ready, sent.data, pose)).catch(fail);
    core.catch(fail);
    return;
  }
  core?.then((ready) => handle(ready, message)).catch(fail);
};
