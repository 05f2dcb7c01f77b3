import assert from "node:assert/strict";
import test from "node:test";
import { createSensorNews, onSensorNews } from "../../../src/coxa_web/static/coxa/sensor-news.js";

const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
globalThis.dispatchEvent = page.dispatchEvent.bind(page);
/** @type {object[]} */
const heard = [];
onSensorNews((news) => heard.push(news));

const OPEN = { link: "open", reason: "", side: null, words: null };

function begun(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  heard.length = 0;
  return createSensorNews();
}

test("each piece is told once, when it changes", (t) => {
  const news = begun(t);
  news.state(OPEN);
  news.state({ ...OPEN, side: "left", words: "slow" });
  news.state({ ...OPEN, side: "left", words: "slow" });
  news.state({ ...OPEN, side: "right" });
  assert.deepEqual(heard, [
    { type: "side", side: "left" },
    { type: "line", words: "slow", hasGap: false },
    { type: "side", side: "right" },
    { type: "line", words: "", hasGap: false },
  ]);
});

test("what was lost is said for a while, counted from the last of it", (t) => {
  const news = begun(t);
  news.gap();
  t.mock.timers.tick(4_000);
  news.gap();
  t.mock.timers.tick(4_000);
  assert.deepEqual(heard, [{ type: "line", words: "", hasGap: true }]);
  t.mock.timers.tick(1_000);
  assert.deepEqual(heard.at(-1), { type: "line", words: "", hasGap: false });
});

test("a link that has ended for good is told with its reason, one that is tried again is not", (t) => {
  const news = begun(t);
  news.state({ ...OPEN, link: "broken", reason: "" });
  assert.deepEqual(heard, []);
  news.state({ ...OPEN, link: "stopped", reason: "replaced" });
  news.state({ ...OPEN, link: "stopped", reason: "replaced" });
  assert.deepEqual(heard, [{ type: "ended", reason: "replaced" }]);
});

test("afterwards nothing of it is said", (t) => {
  const news = begun(t);
  news.state({ ...OPEN, words: "slow" });
  news.gap();
  news.end();
  assert.deepEqual(heard.at(-1), { type: "line", words: "", hasGap: false });
  const count = heard.length;
  t.mock.timers.tick(10_000);
  assert.equal(heard.length, count);
});
