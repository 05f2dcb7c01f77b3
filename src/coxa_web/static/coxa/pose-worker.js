// Worker with the pose networks. A classic worker: LiteRT.js loads its glue with importScripts.
// It answers what the core asks (`Todo`) of one image at a time, and knows nothing of people.

(() => {
  "use strict";
  /** @typedef {import("./protocol.js").ToPose} ToPose */
  /** @typedef {import("./protocol.js").FromPose} FromPose */
  /** @typedef {import("./protocol.js").Reply} Reply */
  /** @typedef {import("./protocol.js").Todo} Todo */
  /** @typedef {import("./crop.js").Pixels} Pixels */

  /** @typedef {import("./protocol.js").WorkerScope & {Module?: object}} Scope */
  const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

  const ANNOUNCEMENT = /^(INFO|WARNING): /;

  /** @param {FromPose} message */
  const tell = (message) => scope.postMessage(message);

  /** @param {unknown} error */
  const fail = (error) => tell({ type: "failed", message: String(error) });

  /** @type {Readonly<Record<import("./protocol.js").Build, string>>} */
  const GLUE = Object.freeze({ threaded: "threaded_", plain: "", compat: "compat_" });

  /**
   * @param {string} folder
   * @param {import("./protocol.js").Build} build
   * @returns {Promise<typeof import("@litertjs/core")>}
   */
  async function loadedLiteRt(folder, build) {
    const litert = await import(`${folder}index.js`);
    const threads = build === "threaded";
    // The glue looks for its files beside the worker unless it is told.
    const glue = `${folder}litert_wasm_${GLUE[build]}internal.js`;
    scope.Module = {
      locateFile: (/** @type {string} */ name) => folder + name,
      mainScriptUrlOrBlob: glue,
      // It announces itself and each network as errors; what is one still is told.
      printErr: (/** @type {string} */ line) => {
        if (!ANNOUNCEMENT.test(line)) fail(line);
      },
    };
    await litert.loadLiteRt(threads ? folder : glue, { threads });
    return litert;
  }

  /** @type {Todo | null} */
  let todo = null;

  /**
   * Questions to the core, one at a time. What it says unasked begins a session.
   * @param {MessagePort} port
   * @param {(json: string) => Reply} parseReply
   */
  function conversation(port, parseReply) {
    /** @type {((reply: Reply) => void) | null} */
    let answer = null;
    port.onmessage = (event) => {
      const reply = parseReply(event.data);
      todo = reply.todo;
      if (answer === null) tell({ type: "told" });
      else answer(reply);
      answer = null;
    };
    /** @param {Float64Array<ArrayBuffer>} buffer @returns {Promise<Reply>} */
    const ask = (buffer) => new Promise((resolve) => {
      answer = resolve;
      port.postMessage(buffer, [buffer.buffer]);
    });
    return { ask };
  }

  let settle = () => {};
  /** The core is there: nothing else uses the machine any more. */
  const settled = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    settle = resolve;
  });

  /** @param {Extract<ToPose, {type: "start"}>} start */
  async function started(start) {
    const began = performance.now();
    const { createDetector, createLandmarkNet } = await import("./networks.js");
    const { parseReply } = await import("./protocol.js");
    const litert = await loadedLiteRt(start.config.litert, start.build);
    tell({ type: "progress", part: "networks" });
    /** @param {string} name */
    const model = (name) => litert.loadAndCompile(`${start.config.models}${name}.tflite`,
      { accelerator: "wasm" });
    const detector = createDetector(litert, await model("pose_detection"));
    /** @param {import("./protocol.js").ModelName} name */
    const landmarks = async (name) => {
      const made = createLandmarkNet(litert, await model(`pose_landmark_${name}`));
      await settled; // while Python is loading, everything is slow
      return { name, net: made, look_ms: await lookTime(made) };
    };
    const usual = await landmarks(start.model ?? "full");
    const isSlow = start.model === null && usual.look_ms > start.most_ms;
    // Without a connection the smaller one may not be here: rather slow than not at all.
    const chosen = isSlow ? await landmarks("lite").catch(() => usual) : usual;
    tell({
      type: "ready",
      threads: start.build === "threaded",
      model: chosen.name,
      look_ms: chosen.look_ms,
      took_ms: performance.now() - began,
    });
    const core = conversation(start.core, parseReply);
    return { detector, net: chosen.net, core };
  }

  /**
   * How long one look takes here: the best of a few, at nothing.
   * @param {ReturnType<typeof import("./networks.js").createLandmarkNet>} net
   */
  async function lookTime(net) {
    const nothing = { data: new Uint8ClampedArray(4), width: 1, height: 1 };
    let best_ms = Infinity;
    for (let look = 0; look < 3; look += 1) {
      const { net_ms } = await net.see(nothing, [0.5, 0.5, 1, 0], false, 0);
      best_ms = Math.min(best_ms, net_ms);
    }
    return best_ms;
  }

  /** @typedef {Awaited<ReturnType<typeof started>>} Parts */

  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { willReadFrequently: true });

  /**
   * @param {ImageBitmap} image
   * @returns {Pixels}
   */
  function pixelsOf(image) {
    if (context === null) throw new Error("no canvas in the worker");
    if (canvas.width !== image.width || canvas.height !== image.height) {
      canvas.width = image.width;
      canvas.height = image.height;
    }
    context.drawImage(image, 0, 0);
    image.close();
    return context.getImageData(0, 0, canvas.width, canvas.height);
  }

  /**
   * Everything the core wants to know of one image.
   * @param {Parts} parts
   * @param {Extract<ToPose, {type: "image"}>} message
   */
  async function look(parts, message) {
    const began = performance.now();
    const pixels = pixelsOf(message.image);
    const times = { crop_ms: performance.now() - began, net_ms: 0, core_ms: 0, looks: 0 };
    for (let isDone = false; !isDone;) {
      if (todo === null) throw new Error("the core has not said what to do");
      const answer = todo.do === "see"
        ? await parts.net.see(pixels, todo.region, todo.is_mirrored, message.t_s)
        : { buffer: await parts.detector.detect(pixels, todo.region, message.t_s), net_ms: 0, crop_ms: 0 };
      times.net_ms += answer.net_ms;
      times.crop_ms += answer.crop_ms;
      times.looks += 1;
      const sent = performance.now();
      isDone = (await parts.core.ask(answer.buffer)).is_done;
      times.core_ms += performance.now() - sent;
    }
    tell({ type: "free", t_s: message.t_s, ...times });
  }

  /** @type {Promise<Parts> | null} */
  let parts = null;

  scope.onmessage = (/** @type {MessageEvent<ToPose>} */ event) => {
    const message = event.data;
    if (message.type === "start") {
      parts = started(message);
      parts.catch(fail);
    } else if (message.type === "settled") {
      settle();
    } else if (parts !== null) {
      parts.then((ready) => look(ready, message)).catch(fail);
    }
  };
})();
