// Python as the browser runs it, under Node: the core's files as they stand in the repository.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** Python with the core, and with the tests; nothing is written. */
export async function createPython() {
  const pyodide = await loadPyodide();
  pyodide.mountNodeFS("/coxa", ROOT);
  pyodide.runPython("import sys; sys.path[:0] = ['/coxa/src', '/coxa']; sys.dont_write_bytecode = True");
  return pyodide;
}

/** The session behind the worker: start, step, finish. */
export async function createSession() {
  const pyodide = await createPython();
  const [start, step, finish] = pyodide.runPython(`
from coxa.browser.session import Session
session = Session()
(session.start, lambda buffer: session.step(buffer.to_py().tolist()), session.finish)
`);
  return { start, step, finish };
}

/** A buffer from its JSON: null is NaN. */
export function buffer(numbers) {
  return Float64Array.from(numbers, (value) => (value === null ? NaN : value));
}
