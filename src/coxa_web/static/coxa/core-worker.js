// Worker with Python: runs the clinical core's own files. One buffer in, one JSON text out.

/** @typedef {import("./protocol.js").ToCore} ToCore */
/** @typedef {import("./protocol.js").FromCore} FromCore */

const scope = /** @type {import("./protocol.js").WorkerScope} */ (/** @type {unknown} */ (self));

const FOLDER = "/coxa_core";
const PROGRAM = `
import sys
sys.path.insert(0, "${FOLDER}")
from coxa.browser.session import Session
from coxa.version import __version__ as version

session = Session()
(session.start, lambda buffer: session.step(buffer.to_py().tolist()), session.finish, version)
`;

/** @param {FromCore} message */
const tell = (message) => scope.postMessage(message);

/** @param {unknown} error */
const fail = (error) => tell({ type: "failed", message: String(error) });

/**
 * @typedef {object} Core
 * @property {(config: string) => string} start
 * @property {(buffer: Float64Array) => string} step
 * @property {() => string} finish
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
  const parts = pyodide.runPython(PROGRAM);
  const [start, step, finish, version] = parts;
  tell({ type: "ready", took_ms: performance.now() - began, version });
  return { start, step, finish };
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

scope.onmessage = (/** @type {MessageEvent<ToCore>} */ event) => {
  const message = event.data;
  if (message.type === "boot") {
    core = booted(message);
    pose = message.pose;
    pose.onmessage = (sent) => core?.then((ready) => step(ready, sent.data, pose)).catch(fail);
    core.catch(fail);
    return;
  }
  core?.then((ready) => {
    if (message.type === "start") {
      const json = ready.start(message.config);
      pose?.postMessage(json);
      tell({ type: "reply", t_s: NaN, json, took_ms: 0 });
    } else if (message.type === "buffer") {
      step(ready, message.buffer, null);
    } else {
      tell({ type: "result", json: ready.finish() });
    }
  }).catch(fail);
};
