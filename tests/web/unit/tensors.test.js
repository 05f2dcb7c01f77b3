import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { createCropper } from "../../../src/coxa_web/static/coxa/crop.js";
import { refined } from "../../../src/coxa_web/static/coxa/heat-map.js";
import { ROOT } from "./python.js";

const golden = (name) => JSON.parse(readFileSync(path.join(ROOT, "tests/golden/pose", name), "utf8"));

test("crops are those of the golden vectors", () => {
  const { image, crops, tolerance } = golden("crop.json");
  const { width_px: width, height_px: height } = image;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0, to = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, to += 4) {
      data.set([column, row, Math.round((column + row) / 2), 255], to);
    }
  }
  for (const { region, side_px, pixels } of crops) {
    const place = [region.center_x_px, region.center_y_px, region.side_px, region.rotation_rad];
    const bytes = createCropper(side_px).cut({ data, width, height }, place);
    for (const [row, column, ...expected] of pixels) {
      const from = 4 * (row * side_px + column);
      expected.forEach((value, channel) => {
        assert.ok(Math.abs(bytes[from + channel] - value) <= tolerance,
          `row ${row} column ${column} channel ${channel}: ${bytes[from + channel]}, not ${value}`);
      });
    }
  }
});

test("points are refined as in the golden vectors", () => {
  const { cases, tolerance } = golden("heat_map.json");
  for (const { point, center_column, center_row, top, refined: expected } of cases) {
    const heat = new Float32Array(64 * 64);
    for (let row = 0; row < 64; row += 1) {
      for (let column = 0; column < 64; column += 1) {
        heat[row * 64 + column] = top - 0.8 * ((column - center_column) ** 2 + (row - center_row) ** 2);
      }
    }
    const found = refined(point[0], point[1], heat, 0, 1);
    found.forEach((value, axis) => assert.ok(Math.abs(value - expected[axis]) <= tolerance));
  }
});
