import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { outlineOf } from "../../../src/coxa_web/static/coxa/outline.js";
import { ROOT } from "./python.js";

const golden = JSON.parse(readFileSync(path.join(ROOT, "tests/golden/pose/outline.json"), "utf8"));

/** Logits of two legs, as `mask_of` in tests/lab/outline_samples.py. */
function maskOf(legs, [wide, narrow]) {
  const { side, steepness } = golden;
  const mask = new Float32Array(side * side).fill(-Infinity);
  for (const [kneeX, kneeY, ankleX, ankleY] of legs) {
    const lineX = ankleX - kneeX;
    const lineY = ankleY - kneeY;
    for (let place = 0; place < mask.length; place += 1) {
      const x = ((place % side) + 0.5) / side;
      const y = (Math.floor(place / side) + 0.5) / side;
      const raw = ((x - kneeX) * lineX + (y - kneeY) * lineY) / (lineX * lineX + lineY * lineY);
      const along = Math.min(1, Math.max(0, raw));
      const awayX = x - (kneeX + along * lineX);
      const awayY = y - (kneeY + along * lineY);
      const radius = wide + along * (narrow - wide);
      const logit = steepness * (radius - Math.sqrt(awayX * awayX + awayY * awayY));
      mask[place] = Math.max(mask[place], logit);
    }
  }
  return mask;
}

for (const { name, legs, seen, radii, outline: expected } of golden.cases) {
  test(`outlines are those of the golden vectors: ${name}`, () => {
    const found = outlineOf(maskOf(legs, radii), golden.side, seen);
    assert.equal(found.length, expected.length);
    found.forEach((value, index) => {
      if (expected[index] === null) assert.ok(Number.isNaN(value), `${index}: ${value}, not missing`);
      else {
        const miss = Math.abs(value - expected[index]);
        assert.ok(miss <= golden.tolerance, `${index}: ${value}, not ${expected[index]}`);
      }
    });
  });
}
