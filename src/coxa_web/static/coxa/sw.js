// Service worker: keeps the files of one version, and serves a visit to its end from them.
// COXA (version, pages, files) is set before this text; views.service_worker writes it.

(() => {
  "use strict";
  /** @typedef {{url: string, bytes: number, build: string}} File */
  /** @typedef {{version: string, pages: string[], files: File[]}} Content */
  /** @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} LastingEvent */
  /** @typedef {Event & {request: Request, respondWith: (answer: Promise<Response>) => void}} AskedEvent */

  /**
   * What a service worker uses of its global scope.
   * @typedef {object} Scope
   * @property {Content} COXA
   * @property {Location} location
   * @property {() => Promise<void>} skipWaiting
   * @property {{claim: () => Promise<void>, matchAll: (options: object) =>
   *   Promise<{postMessage: (message: object) => void}[]>}} clients
   * @property {((name: "install" | "activate", act: (event: LastingEvent) => void) => void)
   *   & ((name: "message", act: (event: MessageEvent) => void) => void)
   *   & ((name: "fetch", act: (event: AskedEvent) => void) => void)} addEventListener
   */

  const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
  const content = scope.COXA;
  const build = new URL(scope.location.href).searchParams.get("build") ?? "plain";
  const STEM = "coxa-";
  const cacheName = `${STEM}${content.version}-${build}`;
  const files = content.files.filter((file) => file.build === "" || file.build === build);
  const OFFLINE = "/coach/offline/";
  const KEPT_ON_USE = Object.freeze(["/pictures/", "/static/coxa/vendor/"]);
  const AT_ONCE = 4;
  const TELL_MS = 100;

  /** @param {object} message to every page, served by this worker or not yet */
  async function tell(message) {
    for (const client of await scope.clients.matchAll({ includeUncontrolled: true })) {
      client.postMessage(message);
    }
  }

  /**
   * Fetches one file anew and keeps it, counting its bytes as they come.
   * @param {Cache} cache
   * @param {string} url
   * @param {(bytes: number) => void} onBytes
   */
  async function keep(cache, url, onBytes) {
    const response = await fetch(url, { cache: "no-cache", credentials: "same-origin" });
    if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status}`);
    const counted = response.body.pipeThrough(new TransformStream({
      transform(/** @type {Uint8Array} */ part, controller) {
        onBytes(part.byteLength);
        controller.enqueue(part);
      },
    }));
    await cache.put(url, new Response(counted, { status: 200, headers: response.headers }));
  }

  async function install() {
    const cache = await caches.open(cacheName);
    const all = files.reduce((sum, file) => sum + file.bytes, 0);
    let got = 0;
    let told_ms = 0;
    /** @param {number} bytes */
    const onBytes = (bytes) => {
      got += bytes;
      const now_ms = performance.now();
      if (now_ms - told_ms < TELL_MS) return;
      told_ms = now_ms;
      void tell({ type: "progress", got: Math.min(got, all), all });
    };
    const open = [...content.pages, ...files.map((file) => file.url)];
    const lane = async () => {
      for (let url = open.shift(); url !== undefined; url = open.shift()) {
        await keep(cache, url, onBytes);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    } catch (error) {
      await caches.delete(cacheName);
      throw error;
    }
    await tell({ type: "progress", got: all, all });
  }

  async function activate() {
    for (const name of await caches.keys()) {
      if (name.startsWith(STEM) && name !== cacheName) await caches.delete(name);
    }
    await scope.clients.claim();
  }

  /** @param {Request} request */
  async function answer(request) {
    const isPage = request.mode === "navigate";
    const { pathname } = new URL(request.url);
    const cache = await caches.open(cacheName);
    const found = await cache.match(request, { ignoreSearch: isPage, ignoreVary: true });
    if (found !== undefined) return found;
    try {
      const response = await fetch(request);
      if (response.ok && KEPT_ON_USE.some((start) => pathname.startsWith(start))) {
        await cache.put(request, response.clone());
      }
      return response;
    } catch (error) {
      const instead = isPage ? await cache.match(OFFLINE) : undefined;
      if (instead === undefined) throw error;
      return instead;
    }
  }

  scope.addEventListener("install", (event) => event.waitUntil(install()));
  scope.addEventListener("activate", (event) => event.waitUntil(activate()));
  scope.addEventListener("message", (event) => {
    if (event.data?.type === "take_over") void scope.skipWaiting();
  });
  scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    // What is written, and what is asked of the server, always goes there: nothing of it is kept.
    if (request.method !== "GET" || url.origin !== scope.location.origin) return;
    if (url.pathname.startsWith("/api/")) return;
    event.respondWith(answer(request));
  });
})();
