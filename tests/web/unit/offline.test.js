import assert from "node:assert/strict";
import test from "node:test";
import { keepOffline } from "../../../src/coxa_web/static/coxa/offline.js";

/** A browser in which a newer version waits; `locks` are those held in any page, if it has locks. */
async function opened(t, { locks, isKept }) {
  const heard = {};
  const told = [];
  const waiting = {
    postMessage(message) {
      told.push(message.type);
      heard.controllerchange?.();
    },
  };
  const serviceWorker = {
    controller: {},
    addEventListener: (name, act) => {
      heard[name] = act;
    },
    removeEventListener: () => undefined,
    register: async () => ({ waiting }),
  };
  const query = async () => ({ held: locks.map((name) => ({ name })) });
  const here = { serviceWorker, ...(locks === undefined ? {} : { locks: { query } }) };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: here, configurable: true });
  t.after(() => {
    if (before === undefined) delete globalThis.navigator;
    else Object.defineProperty(globalThis, "navigator", before);
  });
  const kept = await keepOffline("/sw.js", "plain", () => undefined, async () => isKept);
  return { kept, told };
}

test("with locks a newer version takes over unless a page holds a visit", async (t) => {
  const free = await opened(t, { locks: [], isKept: true });
  assert.deepEqual(free, { kept: "updating", told: ["take_over"] });
  const held = await opened(t, { locks: ["coxa-visit"], isKept: false });
  assert.deepEqual(held, { kept: "kept", told: [] });
});

test("without locks it takes over only where no visit is kept", async (t) => {
  const kept = await opened(t, { isKept: true });
  assert.deepEqual(kept, { kept: "kept", told: [] });
  const none = await opened(t, { isKept: false });
  assert.deepEqual(none, { kept: "updating", told: ["take_over"] });
});
