import assert from "node:assert/strict";
import test from "node:test";
import { createFeed } from "../../../src/coxa_web/static/coxa/sensor-feed.js";
import { createRelay, turns } from "./sensor_relay.js";

const FACTS = { phone: "phone-phone-phone", stream: "stream-stream-stream", side: "left", system: "other" };
const at = (n) => [n / 60, 0, 0, 9.81, 0, 0, 0];

/** A feed at a relay, with timers and a clock that are moved by hand. */
async function begun(t, options = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const relay = options.relay ?? createRelay();
  const time = { ms: 0 };
  const states = [];
  const feed = createFeed({
    ways: options.ways ?? [relay.open],
    facts: FACTS,
    onChange: (state) => states.push(state),
    now_ms: () => time.ms,
  });
  t.after(() => feed.close());
  await turns();
  const pass = async (ms) => {
    time.ms += ms;
    t.mock.timers.tick(ms);
    await turns();
  };
  return { relay, feed, states, pass, state: () => states.at(-1) };
}

async function welcomed(t, options) {
  const all = await begun(t, options);
  all.relay.tell("welcome", { coach: "idle" });
  all.relay.tell("from", { turn: 1, next: null });
  return all;
}

test("it says hello, and is open when it is welcome", async (t) => {
  const { relay, states, state } = await begun(t);
  assert.deepEqual(relay.said("hello"), [
    { v: 1, type: "hello", role: "phone", ...FACTS, takes_over: false },
  ]);
  assert.deepEqual(states, []);
  relay.tell("welcome", { coach: "measuring" });
  assert.equal(state().link, "open");
  assert.equal(state().coach, "measuring");
});

test("samples go out numbered, in small batches, and not before they are asked for", async (t) => {
  const { relay, feed, pass } = await begun(t);
  relay.tell("welcome", { coach: "idle" });
  for (let n = 0; n < 6; n++) feed.push(at(n));
  assert.deepEqual(relay.said("samples"), []);
  relay.tell("from", { turn: 1, next: null });
  for (let n = 6; n < 18; n++) {
    await pass(17);
    feed.push(at(n));
  }
  const sent = relay.said("samples");
  assert.deepEqual(sent.map((m) => m.first), [6, 7, 10, 13, 16].slice(0, sent.length));
  assert.deepEqual(sent.flatMap((m) => m.samples)[0], at(6));
  assert.ok(sent.every((m) => m.turn === 1 && m.samples.length <= 3));
});

test("after a break it goes on where it is asked to", async (t) => {
  const { relay, feed, states, pass, state } = await welcomed(t);
  for (let n = 0; n < 30; n++) {
    feed.push(at(n));
    await pass(17);
  }
  relay.end("broken");
  assert.equal(state().link, "lost");
  for (let n = 30; n < 230; n++) feed.push(at(n));
  await pass(250);
  assert.equal(relay.carriers.length, 2);
  relay.tell("welcome", { coach: "idle" });
  relay.tell("from", { turn: 9, next: 20 });
  const sent = relay.now().said.filter((m) => m.type === "samples");
  assert.deepEqual(sent.map((m) => [m.turn, m.first, m.samples.length]), [
    [9, 20, 64], [9, 84, 64], [9, 148, 64], [9, 212, 18],
  ]);
  assert.equal(states.at(-1).link, "open");
});

test("what is older than ten seconds is gone, and its number tells it", async (t) => {
  const { relay, feed } = await welcomed(t);
  relay.end("broken");
  for (let n = 0; n < 1000; n++) feed.push(at(n));
  t.mock.timers.tick(250);
  await turns();
  relay.tell("welcome", { coach: "idle" });
  relay.tell("from", { turn: 2, next: 5 });
  const first = relay.now().said.find((m) => m.type === "samples").first;
  assert.ok(first >= 398 && first <= 400);
});

test("what the coach has is not kept", async (t) => {
  const { relay, feed } = await welcomed(t);
  for (let n = 0; n < 100; n++) feed.push(at(n));
  relay.tell("have", { next: 90 });
  relay.tell("from", { turn: 2, next: 10 });
  assert.equal(relay.said("samples").at(-1).first, 90);
});

test("a line that is busy is not fed", async (t) => {
  const { relay, feed, pass } = await welcomed(t);
  relay.isBusy = true;
  for (let n = 0; n < 100; n++) {
    feed.push(at(n));
    await pass(17);
  }
  assert.deepEqual(relay.said("samples"), []);
  relay.isBusy = false;
  feed.push(at(100));
  assert.equal(relay.said("samples").flatMap((m) => m.samples).length, 101);
});

test("a ping is answered at once with this clock", async (t) => {
  const { relay, pass } = await begun(t);
  await pass(1500);
  relay.tell("ping", { ping: 4 });
  assert.deepEqual(relay.said("pong"), [{ v: 1, type: "pong", ping: 4, t_s: 1.5 }]);
});

test("where it is strapped on is said, and said again after a break", async (t) => {
  const { relay, feed, pass } = await welcomed(t);
  feed.place(true, "right");
  feed.wake(false);
  relay.end("broken");
  await pass(250);
  const said = relay.now().said;
  assert.equal(said[0].side, "right");
  assert.deepEqual(said.slice(1), [
    { v: 1, type: "placed", is_strapped: true, side: "right" },
    { v: 1, type: "awake", is_awake: false },
  ]);
});

for (const reason of ["phone_taken", "replaced", "not_paired", "version_unknown", "message_invalid", "too_fast"]) {
  test(`${reason} is final until the person asks again`, async (t) => {
    const { relay, feed, pass, state } = await welcomed(t);
    relay.end(reason);
    assert.deepEqual([state().link, state().reason], ["stopped", reason]);
    await pass(60_000);
    assert.equal(relay.carriers.length, 1);
    feed.again(true);
    await turns();
    assert.equal(relay.said("hello").at(-1).takes_over, true);
    relay.tell("welcome", { coach: "idle" });
    relay.end("broken");
    await pass(250);
    assert.equal(relay.said("hello").at(-1).takes_over, false);
  });
}

test("it waits longer from time to time, but never long", async (t) => {
  const relay = createRelay();
  relay.isOpen = false;
  const { pass, state } = await begun(t, { relay });
  for (let n = 0; n < 100; n++) await pass(200);
  assert.ok(relay.carriers.length >= 10 && relay.carriers.length <= 14, String(relay.carriers.length));
  assert.equal(state().link, "lost");
  relay.isOpen = true;
  await pass(2000);
  relay.tell("welcome", { coach: "idle" });
  assert.equal(state().link, "open");
});

test("where one way leads nowhere the other one is tried, and the good one kept", async (t) => {
  const socket = createRelay();
  const posts = createRelay();
  socket.isOpen = false;
  const { pass } = await begun(t, { ways: [socket.open, posts.open] });
  await pass(250);
  assert.deepEqual([socket.carriers.length, posts.carriers.length], [1, 1]);
  posts.tell("welcome", { coach: "idle" });
  posts.end("broken");
  await pass(250);
  assert.deepEqual([socket.carriers.length, posts.carriers.length], [1, 2]);
});

test("a line on which nobody says anything is given up", async (t) => {
  const { relay, pass, state } = await welcomed(t);
  for (let n = 0; n < 5; n++) await pass(1000);
  assert.ok(relay.carriers[0].isClosed);
  assert.equal(relay.carriers.length, 2);
  assert.equal(state().link, "lost");
});

test("a message nobody knows ends it", async (t) => {
  const { relay, state } = await welcomed(t);
  relay.tell("dance");
  assert.deepEqual([state().link, state().reason], ["stopped", "version_unknown"]);
  assert.ok(relay.carriers[0].isClosed);
});

test("the end is said", async (t) => {
  const { relay, feed, state } = await welcomed(t);
  feed.end();
  assert.equal(relay.said("bye").length, 1);
  relay.end("ended");
  assert.deepEqual([state().link, state().reason], ["stopped", "ended"]);
});
