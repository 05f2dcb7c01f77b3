import assert from "node:assert/strict";
import test from "node:test";
import { HEAD_LENGTH, MOTION } from "../../../src/coxa_web/static/coxa/protocol.js";
import { createSensorLink } from "../../../src/coxa_web/static/coxa/sensor-link.js";
import { createRelay, turns } from "./sensor_relay.js";

const STREAM = "stream-stream-stream";
const row = (n) => [100 + n / 64, 0.125, -9.81, n, 0.5, -0.25, n / 8];
const rows = (first, end) => Array.from({ length: end - first }, (_, i) => row(first + i));

async function begun(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const relay = createRelay();
  const time = { s: 50 };
  const all = { relay, time, batches: [], gaps: [], states: [] };
  all.link = createSensorLink({
    onBatch: (buffer) => all.batches.push(buffer),
    onState: (state) => all.states.push(state),
    onGap: (gap) => all.gaps.push(gap),
    now_s: () => time.s,
    open: relay.open,
  });
  t.after(() => all.link.close());
  await turns();
  relay.tell("welcome");
  return all;
}

const clock = { stream: STREAM, offset_s: -48, error_s: 0.004 };
const samples = (first, end, stream = STREAM) => ({ stream, first, samples: rows(first, end) });

test("it says hello as a coach that has nothing yet", async (t) => {
  const { relay, link } = await begun(t);
  assert.deepEqual(relay.said("hello"), [{ v: 1, type: "hello", role: "coach", stream: null, next: null }]);
  assert.equal(link.state().link, "open");
});

test("who only watches says so", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const relay = createRelay();
  const deps = { onBatch: () => assert.fail(), onState: () => undefined, role: "watcher" };
  const link = createSensorLink({ ...deps, open: relay.open });
  t.after(() => link.close());
  await turns();
  assert.deepEqual(relay.said("hello"), [{ v: 1, type: "hello", role: "watcher" }]);
});

test("samples become MOTION buffers, unchanged but for the clock", async (t) => {
  const { relay, batches } = await begun(t);
  relay.tell("clock", clock);
  relay.tell("samples", samples(0, 3));
  const [buffer] = batches;
  assert.ok(buffer instanceof Float64Array);
  assert.deepEqual([...buffer.slice(0, HEAD_LENGTH)], [MOTION, row(2)[0] - 48, 0, 0]);
  assert.equal((buffer.length - HEAD_LENGTH) % 7, 0);
  for (let n = 0; n < 3; n++) {
    const [t_s, ...values] = buffer.slice(HEAD_LENGTH + 7 * n, HEAD_LENGTH + 7 * n + 7);
    assert.equal(t_s, row(n)[0] - 48);
    assert.deepEqual(values, row(n).slice(1));
  }
});

test("without a gyroscope there is NaN, which is not measurable", async (t) => {
  const { relay, batches } = await begun(t);
  relay.tell("clock", clock);
  relay.tell("samples", { stream: STREAM, first: 0, samples: [[100, 1, 2, 3, null, null, null]] });
  assert.deepEqual([...batches[0].slice(HEAD_LENGTH + 1)], [1, 2, 3, NaN, NaN, NaN]);
});

test("nothing is handed on before the clocks are known, and then everything", async (t) => {
  const { relay, batches } = await begun(t);
  relay.tell("samples", samples(0, 3));
  relay.tell("samples", samples(3, 6));
  assert.equal(batches.length, 0);
  relay.tell("clock", clock);
  assert.equal(batches.length, 2);
});

test("a clock that is known better later bends no interval", async (t) => {
  const { relay, batches, link } = await begun(t);
  relay.tell("clock", clock);
  relay.tell("samples", samples(0, 1));
  relay.tell("clock", { ...clock, offset_s: -48.003, error_s: 0.001 });
  relay.tell("samples", samples(1, 2));
  assert.equal(batches[1][HEAD_LENGTH] - batches[0][HEAD_LENGTH], 1 / 64);
  assert.equal(link.state().clock_error_s, 0.001);
});

test("what it has is said from time to time, and after a break", async (t) => {
  const { relay, time } = await begun(t);
  relay.tell("clock", clock);
  for (let n = 0; n < 10; n++) {
    relay.tell("samples", samples(n * 3, n * 3 + 3));
    time.s += 0.0625;
  }
  assert.deepEqual(relay.said("have").map((m) => m.next), [3, 15, 27]);
  relay.end("broken");
  t.mock.timers.tick(250);
  await turns();
  assert.deepEqual(relay.said("hello").at(-1), { v: 1, type: "hello", role: "coach", stream: STREAM, next: 30 });
});

test("what was lost for good is told, with the times between which it is missing", async (t) => {
  const { relay, gaps, link } = await begun(t);
  relay.tell("clock", clock);
  relay.tell("samples", samples(0, 4));
  relay.tell("gap", { stream: STREAM, first: 4, next: 60 });
  relay.tell("samples", samples(60, 64));
  assert.deepEqual(gaps, [{ from_s: row(3)[0] - 48, to_s: row(60)[0] - 48, missing: 56 }]);
  assert.equal(link.state().missing, 56);
});

test("time never goes back, also with another phone", async (t) => {
  const { relay, batches } = await begun(t);
  relay.tell("clock", clock);
  relay.tell("samples", samples(0, 10));
  relay.tell("clock", { stream: "other-other-other", offset_s: -48.1, error_s: 0.2 });
  relay.tell("samples", samples(0, 20, "other-other-other"));
  const times = batches.flatMap((b) => [...b.slice(HEAD_LENGTH)].filter((_, i) => i % 7 === 0));
  assert.ok(times.every((t_s, i) => i === 0 || t_s > times[i - 1]));
  assert.ok(times.length > 10);
});

test("what the relay sees of phone and signal is shown, and not after it is gone", async (t) => {
  const { relay, link, time } = await begun(t);
  relay.tell("phone", { state: "strapped", side: "right", system: "apple", stream: STREAM });
  relay.tell("signal", { rate_hz: 60, is_still: true, problem: null, words: null });
  relay.tell("clock", clock);
  time.s = row(2)[0] - 48 + 0.03;
  relay.tell("samples", samples(0, 3));
  const state = link.state();
  assert.deepEqual([state.phone, state.side, state.system, state.rate_hz, state.is_still],
    ["strapped", "right", "apple", 60, true]);
  assert.ok(Math.abs(state.late_s - 0.03) < 1e-9);
  relay.tell("phone", { state: "lost", side: "right", system: "apple", stream: STREAM });
  assert.deepEqual([link.state().phone, link.state().rate_hz], ["lost", null]);
});

test("the phone is told whether it is measured, also after a break", async (t) => {
  const { relay, link } = await begun(t);
  link.measuring(true);
  link.measuring(true);
  assert.equal(relay.said("measuring").length, 1);
  relay.end("broken");
  assert.equal(link.state().link, "broken");
  t.mock.timers.tick(250);
  await turns();
  assert.equal(relay.said("measuring").length, 2);
});

test("a page that is replaced does not fight", async (t) => {
  const { relay, link } = await begun(t);
  relay.end("replaced");
  t.mock.timers.tick(60_000);
  await turns();
  assert.equal(relay.carriers.length, 1);
  assert.deepEqual([link.state().link, link.state().reason], ["stopped", "replaced"]);
});

test("a ping is answered with the clock of the batches; garbage ends it", async (t) => {
  const { relay, link } = await begun(t);
  relay.tell("ping", { ping: 3 });
  assert.deepEqual(relay.said("pong"), [{ v: 1, type: "pong", ping: 3, t_s: 50 }]);
  relay.tell("samples", { stream: STREAM, first: 0, samples: [[1]] });
  assert.equal(link.state().reason, "version_unknown");
});
