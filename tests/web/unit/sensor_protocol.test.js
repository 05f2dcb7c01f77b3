import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import * as protocol from "../../../src/coxa_web/static/coxa/sensor-protocol.js";
import { createKept, sampleOf } from "../../../src/coxa_web/static/coxa/sensor-samples.js";
import { ROOT } from "./python.js";

const read = (name) => readFileSync(path.join(ROOT, name), "utf8");
const golden = JSON.parse(read("tests/golden/sensor_link/messages.json"));

for (const [kind, parse] of [["to_phone", protocol.toPhone], ["to_coach", protocol.toCoach]]) {
  test(`${kind}: what is spoken is understood`, () => {
    for (const value of golden[kind].good) assert.equal(parse(value), value);
  });
  test(`${kind}: what is not spoken is refused`, () => {
    for (const { why, value } of golden[kind].bad) {
      assert.throws(() => parse(value), protocol.LinkError, why);
    }
  });
}

test("reasons of an end have the codes that Python gives them", () => {
  const python = read("src/coxa_web/sensor_link/port.py");
  for (const [code, name] of Object.entries(protocol.CLOSED)) {
    assert.match(python, new RegExp(`"${name}": ${code},`));
  }
  assert.equal(Object.keys(protocol.CLOSED).length, python.match(/": 4\d\d\d,/g).length);
  for (const name of protocol.FINAL) assert.ok(Object.values(protocol.CLOSED).includes(name));
});

test("names are random and of the form that is asked for", () => {
  assert.match(protocol.newName(), /^[0-9a-f]{32}$/);
  assert.notEqual(protocol.newName(), protocol.newName());
});

const flat = { x: 0.5, y: -1, z: 9.81 };
const turning = { alpha: 180, beta: -90, gamma: 45 };

test("a phone on its back says +9.81 along z, whatever its browser calls it", () => {
  const event = { timeStamp: 1250, accelerationIncludingGravity: flat, rotationRate: turning };
  const rates = [Math.PI, -Math.PI / 2, Math.PI / 4];
  assert.deepEqual(sampleOf(event, false), [1.25, 0.5, -1, 9.81, ...rates]);
  const apple = { ...event, accelerationIncludingGravity: { x: -0.5, y: 1, z: -9.81 } };
  assert.deepEqual(sampleOf(apple, true), [1.25, 0.5, -1, 9.81, ...rates]);
});

test("without a gyroscope there is no rotation rate, without acceleration no sample", () => {
  const event = { timeStamp: 0, accelerationIncludingGravity: flat, rotationRate: null };
  assert.deepEqual(sampleOf(event, false), [0, 0.5, -1, 9.81, null, null, null]);
  const half = { ...event, rotationRate: { alpha: 1, beta: null, gamma: 1 } };
  assert.deepEqual(sampleOf(half, false)?.slice(4), [null, null, null]);
  assert.equal(sampleOf({ ...event, accelerationIncludingGravity: null }, false), null);
  assert.equal(sampleOf({ ...event, accelerationIncludingGravity: { ...flat, y: null } }, false), null);
});

const at = (t_s) => [t_s, 0, 0, 9.81, 0, 0, 0];

test("ten seconds are kept, under their numbers", () => {
  const kept = createKept();
  for (let n = 0; n < 1200; n++) assert.ok(kept.push(at(n / 60)));
  assert.equal(kept.next(), 1200);
  const { first, samples } = kept.take(0, 2000);
  assert.equal(first, 1200 - samples.length);
  assert.ok(samples.length >= 600 && samples.length <= 602);
  assert.equal(samples[0][0], first / 60);
});

test("what has arrived is forgotten, and numbers stay", () => {
  const kept = createKept();
  for (let n = 0; n < 100; n++) kept.push(at(n / 60));
  kept.forget(40);
  kept.forget(10);
  assert.deepEqual(kept.take(0, 1), { first: 40, samples: [at(40 / 60)] });
  kept.forget(1000);
  assert.deepEqual(kept.take(0, 9), { first: 100, samples: [] });
  assert.equal(kept.next(), 100);
});

test("a sample that is not later than the last one is none", () => {
  const kept = createKept();
  assert.ok(kept.push(at(1)));
  assert.ok(!kept.push(at(1)));
  assert.ok(!kept.push(at(0.5)));
  assert.equal(kept.next(), 1);
});
