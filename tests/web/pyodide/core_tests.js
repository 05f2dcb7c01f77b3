// The core's own tests in the browser's Python, under Node; exit status 1 unless every one of them passed.
//
//   bash tools/node.sh tests/web/pyodide/core_tests.js [MODULE...]
//
// Without modules all of tests/core, in as many processes as there are processors (four at most).

import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { ROOT } from "../unit/python.js";

const PROCESSES = Math.min(4, availableParallelism());
// With fewer tests than this in the whole of tests/core, some were not found.
const LEAST = 9000;

/** Every test module of the core, the largest first. */
function coreModules() {
  const names = readdirSync(path.join(ROOT, "tests/core")).filter((name) => /^test_.*\.py$/.test(name));
  const modules = names.map((name) => `tests/core/${name}`);
  const size = (module) => statSync(path.join(ROOT, module)).size;
  return modules.sort((one, other) => size(other) - size(one));
}

/** One process, which takes module after module while there are any: what it told of each. */
async function work(waiting) {
  const told = [];
  const child = fork(new URL("tests_of_module.js", import.meta.url));
  const gone = once(child, "exit");
  for (let module = waiting.shift(); module !== undefined; module = waiting.shift()) {
    child.send(module);
    const [answer] = await Promise.race([once(child, "message"), gone]);
    if (typeof answer !== "object" || answer === null) throw new Error(`Python ended in ${module}`);
    told.push({ module, ...answer });
  }
  child.disconnect();
  return told;
}

/** What is wrong with a module's answer; empty if all of its tests ran and passed. */
function faultOf({ module, status, counts: { collected = 0, passed = 0 } }) {
  if (status === 0 && collected > 0 && passed === collected) return "";
  return `${module}: ${passed} of ${collected} tests passed, status ${status}`;
}

const named = process.argv.slice(2);
const waiting = named.length > 0 ? [...named] : coreModules();
const processes = Math.min(PROCESSES, waiting.length);
const began = performance.now();
const told = (await Promise.all(Array.from({ length: processes }, () => work(waiting)))).flat();
const faults = told.map(faultOf).filter((fault) => fault !== "");
for (const answer of told) if (faultOf(answer) !== "") console.log(answer.printed);

const sum = (name) => told.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);
if (named.length === 0 && sum("collected") < LEAST) faults.push(`fewer than ${LEAST} tests were found`);
for (const fault of faults) console.log(fault);
const { python, examples } = told[0];
console.log(
  `${python} in Pyodide: ${sum("collected")} tests of ${told.length} modules, ${sum("passed")} passed, ` +
    `${sum("failed")} failed, ${sum("skipped")} skipped, ${sum("deselected")} deselected; ` +
    `${sum("properties")} properties with at most ${examples} examples; ` +
    `${((performance.now() - began) / 1000).toFixed(0)} s in ${processes} processes`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
