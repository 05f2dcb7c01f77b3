import assert from "node:assert/strict";
import test from "node:test";
import { newId } from "../../../src/coxa_web/static/coxa/ids.js";

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("an id is a UUID of version 4, and no two are the same", () => {
  const made = Array.from({ length: 200 }, newId);
  for (const id of made) assert.match(id, VERSION_4);
  assert.equal(new Set(made).size, made.length);
});

test("an id needs nothing that a page over http lacks", (t) => {
  const { getRandomValues } = crypto;
  const here = { getRandomValues: getRandomValues.bind(crypto) };
  const before = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { value: here, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "crypto", before));
  assert.match(newId(), VERSION_4);
});
