// Plays buffers to Python in Pyodide: node replay.js FILE -> every engine reply, and the result.

import { readFileSync } from "node:fs";
import { buffer, createSession } from "./python.js";

const { config, buffers } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const session = await createSession();
session.start(JSON.stringify(config));
const times = [];
const coach = buffers.map((numbers) => {
  const flat = buffer(numbers);
  const began = performance.now();
  const json = session.step(flat);
  times.push(performance.now() - began);
  return JSON.parse(json).coach;
});
const began = performance.now();
const { result } = JSON.parse(session.finish());
times.sort((a, b) => a - b);
process.stderr.write(`median step ${times[times.length >> 1].toFixed(3)} ms, finish ${(performance.now() - began).toFixed(0)} ms\n`);
process.stdout.write(JSON.stringify({ coach, result }));
