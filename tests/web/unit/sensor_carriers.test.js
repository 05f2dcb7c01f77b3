import assert from "node:assert/strict";
import test from "node:test";
import { byPosts, bySocket } from "../../../src/coxa_web/static/coxa/sensor-carriers.js";

const listeners = () => {
  const seen = { open: 0, messages: [], closed: [] };
  return {
    seen,
    onOpen: () => { seen.open += 1; },
    onMessage: (message) => seen.messages.push(message),
    onClose: (reason) => seen.closed.push(reason),
  };
};
const settled = async () => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

/** A server of requests: each waits until it is answered. */
function server(t) {
  const asked = [];
  t.mock.method(globalThis, "fetch", (path, options) => new Promise((resolve, reject) => {
    options.signal.addEventListener("abort", () => reject(new Error("aborted")));
    asked.push({
      path,
      options,
      body: JSON.parse(options.body),
      answer: async (value, status = 200) => {
        resolve({ ok: status === 200, status, json: async () => value });
        await settled();
      },
      fail: async () => {
        reject(new TypeError("no network"));
        await settled();
      },
    });
  }));
  return asked;
}
const answer = (messages = [], closed = null) => ({ v: 1, connection: "name", messages, closed });

test("requests go one after the other, and carry what has gathered", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = server(t);
  const told = listeners();
  const carrier = byPosts("/sensor/post")(told);
  await settled();
  assert.equal(told.seen.open, 1);
  carrier.send({ n: 1 });
  carrier.send({ n: 2 });
  carrier.send({ n: 3 });
  assert.equal(asked.length, 1);
  assert.deepEqual(asked[0].body, { v: 1, connection: null, messages: [{ n: 1 }] });
  assert.equal(asked[0].options.headers["X-Coxa"], "1");
  await asked[0].answer(answer([{ type: "welcome" }]));
  assert.deepEqual(told.seen.messages, [{ type: "welcome" }]);
  assert.deepEqual(asked[1].body, { v: 1, connection: "name", messages: [{ n: 2 }, { n: 3 }] });
  carrier.close();
});

test("with nothing to say it asks four times a second", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = server(t);
  const carrier = byPosts("/sensor/post")(listeners());
  for (let n = 0; n < 4; n++) {
    t.mock.timers.tick(250);
    await asked[n].answer(answer());
  }
  assert.equal(asked.length, 4);
  carrier.close();
  t.mock.timers.tick(5000);
  assert.equal(asked.length, 4);
});

for (const [what, end] of [
  ["a network that is gone", (request) => request.fail()],
  ["a connection the server has forgotten", (request) => request.answer({}, 404)],
  ["a server that is out of order", (request) => request.answer({}, 500)],
]) {
  test(`${what} breaks the line`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const asked = server(t);
    const told = listeners();
    byPosts("/sensor/post")(told).send({});
    await end(asked[0]);
    assert.deepEqual(told.seen.closed, ["broken"]);
    t.mock.timers.tick(60_000);
    assert.equal(asked.length, 1);
  });
}

test("an answer that does not come breaks the line", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  server(t);
  const told = listeners();
  byPosts("/sensor/post")(told).send({});
  t.mock.timers.tick(5000);
  await settled();
  assert.deepEqual(told.seen.closed, ["broken"]);
});

test("a phone that is not paired any more is told so", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = server(t);
  const told = listeners();
  byPosts("/sensor/post")(told).send({});
  await asked[0].answer({}, 401);
  assert.deepEqual(told.seen.closed, ["not_paired"]);
});

test("the relay ends it with its reason, after what it still had to say", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = server(t);
  const told = listeners();
  byPosts("/sensor/post")(told).send({});
  await asked[0].answer(answer([{ type: "ping" }], { code: 4409, reason: "phone_taken" }));
  assert.deepEqual(told.seen.messages, [{ type: "ping" }]);
  assert.deepEqual(told.seen.closed, ["phone_taken"]);
});

class Socket {
  static OPEN = 1;
  static made = [];
  constructor(address) {
    Object.assign(this, { address, readyState: 0, bufferedAmount: 0, sent: [], isClosed: false });
    Socket.made.push(this);
  }
  send(text) { this.sent.push(text); }
  close() { this.isClosed = true; }
}

function sockets(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  Socket.made = [];
  Object.assign(globalThis, { WebSocket: Socket, location: { href: "https://192.168.1.5:8443/sensor/" } });
  t.after(() => {
    delete globalThis.WebSocket;
    delete globalThis.location;
  });
}

test("a socket is opened where the page is from, and ends with the relay's reason", (t) => {
  sockets(t);
  const told = listeners();
  const carrier = bySocket("/sensor/link")(told);
  const [socket] = Socket.made;
  assert.equal(socket.address, "wss://192.168.1.5:8443/sensor/link");
  carrier.send({ early: true });
  socket.readyState = Socket.OPEN;
  socket.onopen();
  carrier.send({ n: 1 });
  assert.deepEqual(socket.sent, ['{"n":1}']);
  socket.onmessage({ data: '{"v": 1}' });
  socket.onmessage({ data: "hat" });
  assert.deepEqual(told.seen.messages, [{ v: 1 }, null]);
  assert.equal(carrier.isBusy(), false);
  socket.bufferedAmount = 1e6;
  assert.equal(carrier.isBusy(), true);
  socket.onclose({ code: 4410 });
  socket.onclose({ code: 1006 });
  assert.deepEqual(told.seen.closed, ["replaced"]);
});

test("a socket that does not open in time is given up", (t) => {
  sockets(t);
  const told = listeners();
  bySocket("/sensor/link")(told);
  t.mock.timers.tick(5000);
  assert.deepEqual(told.seen.closed, ["broken"]);
  assert.ok(Socket.made[0].isClosed);
  Socket.made[0].onopen();
  assert.equal(told.seen.open, 0);
});

test("a socket that the page closes tells nobody", (t) => {
  sockets(t);
  const told = listeners();
  bySocket("/sensor/link")(told).close();
  Socket.made[0].onclose({ code: 1000 });
  Socket.made[0].onmessage({ data: "{}" });
  t.mock.timers.tick(5000);
  assert.deepEqual(told.seen, { open: 0, messages: [], closed: [] });
});
