// Measures recordings in Pyodide: node whole.js FILE... -> what whole.py says of each, as one list.

import { readFileSync } from "node:fs";
import { createPython } from "../unit/python.js";

const pyodide = await createPython();
const measured = pyodide.runPython("from tests.web.pyodide.whole import measured; measured");
const said = process.argv.slice(2).map((file) => JSON.parse(measured(readFileSync(file, "utf8"))));
process.stdout.write(JSON.stringify(said));
