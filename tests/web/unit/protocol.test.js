import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import * as protocol from "../../../src/coxa_web/static/coxa/protocol.js";
import { ROOT } from "./python.js";

const golden = JSON.parse(readFileSync(path.join(ROOT, "tests/golden/worker/session.json"), "utf8"));

test("every golden reply is parsed", () => {
  for (const { reply } of golden.messages) {
    const parsed = protocol.parseReply(JSON.stringify(reply));
    assert.equal(parsed.is_done, reply.coach !== null);
    if (parsed.skeleton !== null) assert.equal(parsed.skeleton.length, protocol.SKELETON.length);
  }
});

test("golden buffers have the lengths that are written here", () => {
  for (const { buffer } of golden.messages) {
    if (buffer[0] === protocol.SEEN) assert.equal(buffer.length, protocol.SEEN_LENGTH);
    else assert.equal((buffer.length - protocol.HEAD_LENGTH) % protocol.CANDIDATE_LENGTH, 0);
  }
});

test("the head is written where the golden buffers have it", () => {
  const [{ buffer: expected }] = golden.messages;
  const buffer = new Float64Array(protocol.HEAD_LENGTH);
  protocol.writeHead(buffer, protocol.DETECTED, expected[1], { width: expected[2], height: expected[3] });
  assert.deepEqual([...buffer], expected.slice(0, protocol.HEAD_LENGTH));
});

test("another version, and garbage, are refused", () => {
  for (const json of ['{"v": 2}', "null", '{"v": 1}', '{"v": 1, "is_done": true, "todo": {"do": "dance"}}']) {
    assert.throws(() => protocol.parseReply(json), protocol.ProtocolError);
  }
});
