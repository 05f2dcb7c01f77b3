// Two ways to the relay: a socket; or requests, where the browser opens no socket.

import { CLOSED, VERSION } from "./sensor-protocol.js";

/**
 * @typedef {object} Listeners
 * @property {() => void} onOpen
 * @property {(message: unknown) => void} onMessage
 * @property {(reason: string) => void} onClose once: a name of `CLOSED`, or "broken"
 */

/**
 * @typedef {object} Carrier
 * @property {(message: object) => void} send
 * @property {() => boolean} isBusy whether it has more to carry than it gets rid of
 * @property {() => void} close without telling anybody
 */

/** @typedef {(listeners: Listeners) => Carrier} Open */

const MOST_WAITING_BYTES = 1 << 16;
const MOST_TEXTS = 32;
const IDLE_MS = 250;
const OPENING_MS = 5000;

/** @param {string} path */
function socketAddress(path) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

/** @param {unknown} text @returns {unknown} null, which is no message, where it is no JSON */
function parsed(text) {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

/** @param {string} path @returns {Open} */
export const bySocket = (path) => (listeners) => {
  const socket = new WebSocket(socketAddress(path));
  let isOver = false;
  /** @param {string} reason */
  const over = (reason) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(opening);
    socket.close();
    listeners.onClose(reason);
  };
  const opening = setTimeout(() => over("broken"), OPENING_MS);
  socket.onopen = () => {
    clearTimeout(opening);
    if (!isOver) listeners.onOpen();
  };
  socket.onmessage = (event) => {
    if (!isOver) listeners.onMessage(parsed(event.data));
  };
  socket.onclose = (event) => over(CLOSED[event.code] ?? "broken");
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    isBusy: () => socket.bufferedAmount > MOST_WAITING_BYTES,
    close: () => {
      isOver = true;
      clearTimeout(opening);
      socket.close();
    },
  };
};

/** @param {string} path @returns {Open} */
export const byPosts = (path) => (listeners) => {
  /** @type {object[]} */
  let waiting = [];
  /** @type {string | null} */
  let connection = null;
  let isUnderWay = false;
  let isOver = false;
  let ending = new AbortController();
  let idle = setTimeout(post, IDLE_MS);

  function close() {
    isOver = true;
    clearTimeout(idle);
    ending.abort();
  }

  /** @param {string} reason */
  function over(reason) {
    if (isOver) return;
    close();
    listeners.onClose(reason);
  }

  async function post() {
    if (isOver || isUnderWay) return;
    isUnderWay = true;
    clearTimeout(idle);
    const messages = waiting.slice(0, MOST_TEXTS);
    waiting = waiting.slice(MOST_TEXTS);
    ending = new AbortController();
    const late = setTimeout(() => ending.abort(), OPENING_MS);
    const answer = await asked(messages).catch(() => null);
    clearTimeout(late);
    isUnderWay = false;
    if (isOver) return;
    if (answer === null) over("broken");
    else heard(answer);
    if (waiting.length > 0) void post();
    else if (!isOver) idle = setTimeout(post, IDLE_MS);
  }

  /**
   * @param {object[]} messages
   * @returns {Promise<{messages: unknown[], closed: {reason: string} | null}>}
   */
  async function asked(messages) {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Coxa": "1" },
      body: JSON.stringify({ v: VERSION, connection, messages }),
      cache: "no-store",
      signal: ending.signal,
    });
    if (response.status === 401) return { messages: [], closed: { reason: "not_paired" } };
    if (!response.ok) throw new Error(`status ${response.status}`);
    const answer = await response.json();
    if (connection === null) connection = answer.connection;
    return answer;
  }

  /** @param {{messages: unknown[], closed: {reason: string} | null}} answer */
  function heard(answer) {
    for (const message of answer.messages) listeners.onMessage(message);
    if (answer.closed !== null) over(answer.closed.reason);
  }

  queueMicrotask(() => {
    if (!isOver) listeners.onOpen();
  });
  return {
    send: (message) => {
      waiting.push(message);
      void post();
    },
    isBusy: () => waiting.length >= MOST_TEXTS,
    close,
  };
};
