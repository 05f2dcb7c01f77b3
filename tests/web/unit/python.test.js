import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { ROOT, buffer, createSession } from "./python.js";

const golden = JSON.parse(readFileSync(path.join(ROOT, "tests/golden/worker/session.json"), "utf8"));

/** Equal but for the last bits of numbers. */
function assertAlike(found, expected, tolerance) {
  if (typeof expected === "number") assert.ok(Math.abs(found - expected) <= tolerance, `${found}, not ${expected}`);
  else if (expected === null || typeof expected !== "object") assert.equal(found, expected);
  else {
    assert.deepEqual(Object.keys(found), Object.keys(expected));
    for (const key of Object.keys(expected)) assertAlike(found[key], expected[key], tolerance);
  }
}

test("the core in the browser's Python replies as in the golden exchange", async () => {
  const session = await createSession();
  session.start(JSON.stringify(golden.config));
  for (const message of golden.messages) {
    assertAlike(JSON.parse(session.step(buffer(message.buffer))), message.reply, golden.tolerance);
  }
  assert.equal(JSON.parse(session.finish()).result.code, golden.refusal);
});
