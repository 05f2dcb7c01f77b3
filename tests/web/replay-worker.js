// Stands for the worker with the networks in tests: speaks its protocol, and sees recorded landmarks.
// Every image is answered with a few recorded ones, so that time runs faster than it does.
// The nth exercise of a visit sees /replay/<n>.bin: rows of doubles, each a SAMPLE buffer.

(() => {
  "use strict";
  const ROW = 268;
  const AT_ONCE = Number(new URL(self.location.href).searchParams.get("at_once") ?? "6");
  let port = null;
  let rows = null;
  let number = 0;
  let at = 0;
  let begins_s = null;
  let answer = null;

  async function load() {
    number += 1;
    const response = await fetch(`/replay/${number}.bin`);
    rows = response.ok ? new Float64Array(await response.arrayBuffer()) : new Float64Array(0);
    at = 0;
    begins_s = null;
    self.postMessage({ type: "told" });
  }

  function heard() {
    if (answer === null) void load();
    else answer();
    answer = null;
  }

  const ask = (buffer) => new Promise((resolve) => {
    answer = resolve;
    port.postMessage(buffer, [buffer.buffer]);
  });

  async function look({ t_s, image }) {
    image.close();
    begins_s ??= t_s;
    for (let i = 0; i < AT_ONCE && at < rows.length; i += 1, at += ROW) {
      const buffer = rows.slice(at, at + ROW);
      buffer[1] += begins_s;
      await ask(buffer);
    }
    self.postMessage({ type: "free", t_s, crop_ms: 0, net_ms: 0, core_ms: 0, looks: 1 });
  }

  self.onmessage = ({ data }) => {
    if (data.type === "start") {
      port = data.core;
      port.onmessage = heard;
      self.postMessage({ type: "ready", threads: false, model: "full", look_ms: 1, took_ms: 1 });
    } else if (data.type === "image") {
      void look(data);
    }
  };
})();
