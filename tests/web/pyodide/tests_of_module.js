// One process of core_tests.js: is sent test modules, runs each in Pyodide, and answers what became of it.
//
// All files are copied into memory first, so that nothing can be written into the repository.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { loadPyodide } from "pyodide";
import { ROOT } from "../unit/python.js";

const REPOSITORY = ["src/coxa", "tests", "tools", "docs", "pyproject.toml"];
// Of the environment the other tests run in: pure Python, the same for every interpreter.
const PURE = [
  ...["pytest", "_pytest", "py.py", "pluggy", "iniconfig", "packaging", "pygments"],
  ...["jsonschema", "jsonschema_specifications", "referencing", "attr", "attrs"],
  "sortedcontainers",
];
// Compiled, and so put into a folder of its own by set-up, built for Pyodide.
const COMPILED = ["hypothesis", "_hypothesis_pytestplugin.py", "_hypothesis_globals.py", "_hypothesis_ftz_detector.py"];
const COMPILED_FOLDER = path.join(ROOT, ".venv/pyodide");

/** Copies a file or a folder into Pyodide's memory. */
function copy(FS, from, to) {
  if (!statSync(from).isDirectory()) {
    FS.mkdirTree(path.posix.dirname(to));
    FS.writeFile(to, readFileSync(from));
    return;
  }
  for (const name of readdirSync(from)) if (name !== "__pycache__") copy(FS, path.join(from, name), `${to}/${name}`);
}

/** The folder of the environment's packages. */
function sitePackages() {
  const lib = path.join(ROOT, ".venv/lib");
  const python = readdirSync(lib).find((name) => existsSync(path.join(lib, name, "site-packages/pytest")));
  if (python === undefined) throw new Error("there is no pytest in .venv: make setup");
  return path.join(lib, python, "site-packages");
}

/** `run` of run.py; what is printed meanwhile goes to `print`. */
async function createRun(print) {
  if (!existsSync(COMPILED_FOLDER)) throw new Error("there is no Hypothesis for Pyodide: make setup");
  const pyodide = await loadPyodide();
  for (const name of REPOSITORY) copy(pyodide.FS, path.join(ROOT, name), `/coxa/${name}`);
  for (const name of PURE) copy(pyodide.FS, path.join(sitePackages(), name), `/packages/${name}`);
  for (const name of COMPILED) copy(pyodide.FS, path.join(COMPILED_FOLDER, name), `/packages/${name}`);
  copy(pyodide.FS, path.join(ROOT, "tests/web/pyodide/rpds.py"), "/packages/rpds.py");
  const write = (bytes) => {
    print(bytes.slice());
    return bytes.length;
  };
  pyodide.setStdout({ write });
  pyodide.setStderr({ write });
  return pyodide.runPython(`
import os, sys
os.chdir("/coxa")
sys.path[:0] = ["/coxa", "/coxa/src", "/packages"]
from tests.web.pyodide.run import run
run
`);
}

let printed = [];
const creating = createRun((bytes) => printed.push(bytes));

process.on("message", async (module) => {
  try {
    const run = await creating;
    printed = [];
    const told = JSON.parse(run(module));
    process.send({ ...told, printed: Buffer.concat(printed).toString() });
  } catch (error) {
    console.error(error.message); // its trace would be the whole of Pyodide in one line
    process.exit(1);
  }
});
