import assert from "node:assert/strict";
import test from "node:test";
import { openJournal } from "../../../src/coxa_web/static/coxa/journal.js";
import { createOutbox } from "../../../src/coxa_web/static/coxa/outbox.js";

globalThis.navigator ??= {};

/** How it stands after one record was handed in and answered like this. */
async function after(t, answer) {
  const journal = await openJournal({ onFull: () => undefined, onNone: () => undefined });
  let last;
  const outbox = createOutbox(journal, (standing) => {
    last = standing;
  }, { fetch: answer });
  t.after(() => outbox.close());
  await journal.commit(outbox.outgoing([{ id: "a", schema: "coxa.session/1" }]), {});
  await outbox.flush(true);
  return last;
}

const said = (body, status) => async () => new Response(body, { status });
const standing = (changed) => ({
  waiting: 1, refused: 0, sent: 0, isOffline: false, isFaulty: false, ...changed,
});

test("nobody who answers is no connection", async (t) => {
  const nobody = async () => {
    throw new TypeError("failed");
  };
  assert.deepEqual(await after(t, nobody), standing({ isOffline: true }));
});

for (const [name, body, status] of [
  ["a page of HTML with status 500", "<html>no</html>", 500],
  ["a device that is not paired any more", "Pair this device first.", 401],
  ["garbage", "{", 200],
  ["a record of another id", '{"id": "b"}', 200],
  ["a busy server", '{"code": "output_unwritable", "message": "full"}', 503],
  ["a refusal without a reason", "{}", 422],
]) {
  test(`${name} is an error of the home computer, and is tried again`, async (t) => {
    assert.deepEqual(await after(t, said(body, status)), standing({ isFaulty: true }));
  });
}

test("what is taken or refused is neither", async (t) => {
  assert.deepEqual(await after(t, said('{"id": "a"}', 201)), standing({ waiting: 0, sent: 1 }));
  assert.deepEqual(
    await after(t, said('{"message": "no"}', 422)), standing({ waiting: 0, refused: 1 }));
});
