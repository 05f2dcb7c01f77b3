// The coach page: puts its parts together. Which screen follows, what is counted and when it stops is
// decided in Python (coxa.browser); what belongs to this device is decided here.

import { createAsking } from "./asking.js";
import { createBench } from "./bench.js";
import { createClock, createClockWatch } from "./clock.js";
import { canRun, hasOwnSensor, isOld, isSecure, sourcesHere, wantsStill } from "./device.js";
import { pictureOf } from "./dom.js";
import { createFaults } from "./faults.js";
import { createHalt } from "./halt.js";
import { openJournal } from "./journal.js";
import { askKnown } from "./known.js";
import { createLive } from "./live.js";
import { createLoading } from "./loading.js";
import { askToStay, holdVisit } from "./offline.js";
import { createOutbox } from "./outbox.js";
import { hook } from "./page.js";
import { parseConfig } from "./protocol.js";
import { saveAsFile } from "./saving.js";
import { createScreens } from "./screens.js";
import { onSensorNews } from "./sensor-news.js";
import { createStage } from "./stage.js";
import { createTexts, pageData } from "./texts.js";
import { createVisit, USUAL } from "./visit.js";
import { createVoice } from "./voice.js";
import { createWake } from "./wake.js";

/** @typedef {import("./protocol.js").ModelName} ModelName */
/** @typedef {import("./shapes.js").DayChoices} DayChoices */

const LOOK_AT_CLOCK_MS = 5_000;
/** So long may one look of the better network take: a test waits longer for the more exact one. */
const MOST_MS = Object.freeze({ session: 70, test: 90 });
const CHOICES = "choices";
const VOICE = "voice";

const main = hook("main", HTMLElement);
const kind = main.dataset["kind"] === "test" ? "test" : "session";
const query = new URLSearchParams(location.search);
const text = createTexts(pageData("coach-texts"));
const config = parseConfig(JSON.stringify(pageData("coach-config")));
const faults = createFaults(hook("faults", HTMLElement), text);
const bench = createBench();
const model = /** @type {ModelName | null} */ (query.get("model"));
const passes = query.get("passes") ?? "alternate";

async function start() {
  if (!canRun()) {
    hook("loading", HTMLElement).hidden = true;
    faults.show("no_wasm", []);
    return;
  }
  const loading = createLoading(config, pageData("coach-files"), text);
  if (isOld()) faults.show("slow_wasm");
  if (!isSecure()) faults.show("insecure");
  const journal = await openJournal({
    onFull: () => faults.show("full"), onNone: () => faults.show("no_store"),
  });
  /** @type {DayChoices} */
  let choices = { ...USUAL, ...await journal.get(CHOICES) };
  /** @type {File | null} */
  let file = null;
  /** @type {ReturnType<typeof createVisit> | null} */
  let visit = null;
  const clock = createClock();
  const voice = createVoice();
  const screens = createScreens(hook("screen", HTMLElement), {
    text, isStill: wantsStill, choices: () => choices, onFile: (picked) => {
      file = picked;
    },
  });

  // ------------------------------------------------------------------------- what is asked meanwhile

  const known = askKnown(journal);
  const asking = createAsking(pageData("coach-questions"), screens, text("load.wait"));
  /** @param {string} name whether a visit of this kind was begun and not ended */
  const isKept = async (name) => ((await journal.get(`visit-${name}`)) ?? null) !== null;
  if (!await isKept(kind)) void asking.run();
  const mayBeUnderWay = async () => // where nothing is kept, nobody knows
    !journal.isLasting || await isKept("session") || await isKept("test");
  if (await loading.files(mayBeUnderWay)) {
    location.reload();
    return;
  }

  // ------------------------------------------------------------------------------------ the workers

  /** @type {Record<string, () => void>} */
  const arrived = {};
  const pose = new Promise((resolve) => {
    arrived["pose"] = () => resolve(null);
  });
  const python = new Promise((resolve) => {
    arrived["core"] = () => resolve(null);
  });
  const workers = loading.workers(model, MOST_MS[kind], {
    onReady(message, who) {
      bench.figures.boot_ms[who] = performance.now();
      if ("threads" in message) Object.assign(bench.figures, { threads: message.threads, model: message.model });
      loading.ready(who);
      arrived[who]?.();
    },
    onTold: () => live.free(),
    onReply: (reply, t_s, took_ms) => live.replied(reply, t_s, took_ms),
    onFree(message) {
      bench.looked(message);
      live.free();
    },
    onFailed: (message, who) => {
      arrived["pose"]?.();
      loading.hide();
      live.release();
      faults.show("broken", ["reload"], undefined, `${who}: ${message}`);
    },
  });

  // --------------------------------------------------------------------------------- what is live

  const stage = createStage({
    text, isStill: wantsStill, onAnswer: (name, answer) => live.answered(name, answer),
  });
  const halt = createHalt(stage.root, () => live.stop());
  const wake = createWake({
    onHidden: () => live.hidden(),
    onShown: () => void outbox.flush(),
    onNoLock: () => faults.show("screen_lock"),
  });
  const live = createLive({
    workers, stage, voice, wake, halt, faults, clock, text, bench, passes,
    onSnapshot: (state, t_s) => visit?.snapshot(state, t_s),
  });
  hook("stop", HTMLButtonElement).addEventListener("click", () => live.stop());
  hook("pause", HTMLButtonElement).addEventListener("click", () => live.pauseOrResume());
  hook("next", HTMLButtonElement).addEventListener("click", () => live.next());
  hook("tap", HTMLButtonElement).addEventListener("click", () => live.tap());
  const mute = hook("mute", HTMLButtonElement);
  /** @param {boolean} isOn */
  function turnVoice(isOn) {
    voice.turn(isOn);
    mute.setAttribute("aria-pressed", String(!isOn));
    mute.textContent = text(isOn ? "ui.mute" : "ui.unmute");
  }
  turnVoice((await journal.get(VOICE)) ?? true);
  mute.addEventListener("click", () => {
    turnVoice(!voice.isOn());
    void journal.put(VOICE, voice.isOn());
  });

  onSensorNews((news) => {
    if (news.type === "line") stage.link(news.words, news.hasGap);
    else if (news.type === "side") workers.say({ say: "strapped", t_s: clock.now_s(), side: news.side });
    else faults.show("link_ended", ["reload"], undefined, news.reason);
  });

  // ------------------------------------------------------------------------- what is kept and sent

  const standing = hook("standing", HTMLElement);
  const keeping = hook("keeping", HTMLElement);
  let wasSent = 0;
  const outbox = createOutbox(journal, ({ waiting, refused, sent, isOffline, isFaulty }) => {
    const lines = [];
    if (isOffline && waiting > 0) lines.push(text("ui.offline"));
    if (isFaulty && waiting > 0) lines.push(text("ui.server_error"));
    if (waiting > 0) lines.push(text(waiting === 1 ? "ui.waiting_one" : "ui.waiting", { count: waiting }));
    if (refused > 0) lines.push(text(refused === 1 ? "ui.refused_one" : "ui.refused", { count: refused }));
    if (waiting + refused === 0 && sent > 0) lines.push(text("ui.sent"));
    standing.textContent = lines.join(" ");
    standing.dataset["waiting"] = String(waiting);
    keeping.hidden = waiting + refused === 0;
    if (sent > wasSent) learn().catch(() => location.reload()); // another person is at the home computer
    wasSent = sent;
  });
  hook("download", HTMLButtonElement).addEventListener("click", () => void saveAsFile(journal));
  globalThis.addEventListener("online", () => void outbox.flush(true));
  void outbox.tidy();
  void outbox.flush(true);
  void askToStay();

  async function learn() {
    const told = await askKnown(journal);
    if (told.from === "server" && told.known !== null) await visit?.learn(told.known);
  }

  const watch = createClockWatch(() => faults.show("clock"));
  setInterval(() => watch.look(), LOOK_AT_CLOCK_MS);
  globalThis.addEventListener("pagehide", () => live.release());

  // ---------------------------------------------------------------------------------------- the visit

  await Promise.all([python, pose]);
  const told = await known;
  if (told.isGarbage) faults.show("server_garbage");
  if (told.known === null) {
    faults.show("never_connected", ["reload"]);
    return;
  }
  const answers = asking.end();
  screens.dismiss();
  holdVisit();
  visit = createVisit({
    kind, workers, journal, outbox, screens, live,
    file: () => (choices.is_file ? file : null),
    onScreen: (screen) => {
      main.dataset["screen"] = screen.kind;
      main.dataset["ready"] = "true";
      if (screen.kind === "today") screen.exercises.forEach(({ picture }) => fetchPicture(picture));
      if (screen.kind === "preparation" && !voice.hasVoice()) standing.textContent = text("ui.no_voice");
    },
    onChoices: (chosen) => {
      choices = chosen;
    },
    onWished: (wished) => void journal.put(CHOICES, { ...wished, is_file: false }),
  });
  await visit.run(told.known, {
    choices: { ...choices, is_file: false },
    device: {
      sources: sourcesHere(), has_own_sensor: hasOwnSensor(), pose_version: config.pose_version,
      model: bench.figures.model || "full", passes,
    },
    answers,
  });
}

/** So that it is there without a connection. @param {import("./shapes.js").Picture} picture */
function fetchPicture(picture) {
  for (const isStill of [true, false]) {
    void fetch(pictureOf(picture, isStill).src).catch(() => undefined);
  }
}

start().catch((error) => faults.show("broken", ["reload"], undefined, String(error)));
