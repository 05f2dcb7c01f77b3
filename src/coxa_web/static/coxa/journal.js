// What is kept on this device: records until the server has them, where a visit is, what was known.
// IndexedDB where there is one with room; else memory, and the page says so.

const NAME = "coxa";
const VERSION = 1;
const RECORDS = "records";
const KEPT = "kept";

/**
 * A record on its way. `text` is sent as it was written, whatever version wrote it.
 * @typedef {object} Outgoing
 * @property {string} id
 * @property {string} schema
 * @property {string} text
 * @property {"waiting" | "sent" | "refused"} state
 * @property {number} made_ms
 * @property {number} tries
 * @property {number} next_ms not before
 * @property {number} [sent_ms] when the server had it
 * @property {string} why it was refused
 */

/**
 * @typedef {object} Journal
 * @property {boolean} isLasting
 * @property {(key: string) => Promise<any>} get
 * @property {(key: string, value: unknown) => Promise<void>} put
 * @property {() => Promise<Outgoing[]>} records in the order they were made
 * @property {(record: Outgoing) => Promise<void>} keep
 * @property {(records: Outgoing[], kept: Record<string, unknown>) => Promise<void>} commit all or nothing
 * @property {(ids: string[]) => Promise<void>} drop records that need not be kept any longer
 * @property {() => void} close
 */

/**
 * @param {{onFull: () => void, onNone: () => void}} listeners
 * @param {IDBFactory | undefined} factory
 * @returns {Promise<Journal>}
 */
export async function openJournal(listeners, factory = globalThis.indexedDB) {
  try {
    if (factory === undefined) throw new Error("no store");
    const database = await opened(factory);
    return lasting(database, listeners.onFull);
  } catch {
    listeners.onNone();
    return inMemory();
  }
}

/**
 * Removes all of it from this device; done once no page has it open any more.
 * @param {() => void} onInUse another page has it open
 * @param {IDBFactory | undefined} factory
 * @returns {Promise<void>}
 */
export function removeJournal(onInUse, factory = globalThis.indexedDB) {
  return new Promise((resolve, reject) => {
    if (factory === undefined) {
      resolve();
      return;
    }
    const request = factory.deleteDatabase(NAME);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error("not removed"));
    request.onblocked = onInUse;
  });
}

/** @param {IDBFactory} factory @returns {Promise<IDBDatabase>} */
function opened(factory) {
  return new Promise((resolve, reject) => {
    const request = factory.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(RECORDS, { keyPath: "id" });
      request.result.createObjectStore(KEPT);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("no store"));
    request.onblocked = () => reject(new Error("the store is in use"));
  });
}

/**
 * @param {IDBDatabase} database
 * @param {() => void} onFull
 * @returns {Journal}
 */
function lasting(database, onFull) {
  const memory = inMemory();
  let isFull = false;

  /**
   * @template T
   * @param {string} store
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest<T>} act
   * @returns {Promise<T>}
   */
  const act = (store, mode, act) => new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
  });

  /**
   * Written down, or held in memory once there is no room.
   * @param {() => Promise<unknown>} write
   * @param {() => Promise<void>} instead
   */
  async function written(write, instead) {
    await instead();
    try {
      await write();
    } catch {
      if (!isFull) onFull();
      isFull = true;
    }
  }

  return {
    get isLasting() {
      return !isFull;
    },
    get: async (key) => (await memory.get(key)) ?? act(KEPT, "readonly", (store) => store.get(key)),
    put: (key, value) => written(
      () => act(KEPT, "readwrite", (store) => store.put(value, key)), () => memory.put(key, value)),
    async records() {
      const kept = /** @type {Outgoing[]} */ (
        await act(RECORDS, "readonly", (store) => store.getAll()));
      const here = await memory.records();
      const ids = new Set(here.map((record) => record.id));
      return [...kept.filter((record) => !ids.has(record.id)), ...here].sort(byAge);
    },
    keep: (record) => written(
      () => act(RECORDS, "readwrite", (store) => store.put(record)), () => memory.keep(record)),
    commit: (records, kept) => written(
      () => committed(database, records, kept), () => memory.commit(records, kept)),
    async drop(ids) {
      await memory.drop(ids);
      await dropped(database, ids).catch(() => undefined); // the next start tries again
    },
    close: () => database.close(),
  };
}

/**
 * @param {IDBDatabase} database
 * @param {Outgoing[]} records
 * @param {Record<string, unknown>} kept
 * @returns {Promise<void>}
 */
function committed(database, records, kept) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([RECORDS, KEPT], "readwrite", { durability: "strict" });
    for (const record of records) transaction.objectStore(RECORDS).put(record);
    for (const [key, value] of Object.entries(kept)) transaction.objectStore(KEPT).put(value, key);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
  });
}

/**
 * @param {IDBDatabase} database
 * @param {string[]} ids
 * @returns {Promise<void>}
 */
function dropped(database, ids) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(RECORDS, "readwrite");
    for (const id of ids) transaction.objectStore(RECORDS).delete(id);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("not removed"));
  });
}

/** @returns {Journal} */
function inMemory() {
  /** @type {Map<string, unknown>} */
  const kept = new Map();
  /** @type {Map<string, Outgoing>} */
  const records = new Map();
  return {
    isLasting: false,
    get: async (key) => kept.get(key),
    put: async (key, value) => {
      kept.set(key, value);
    },
    records: async () => [...records.values()].sort(byAge),
    keep: async (record) => {
      records.set(record.id, { ...record });
    },
    commit: async (made, values) => {
      for (const record of made) records.set(record.id, { ...record });
      for (const [key, value] of Object.entries(values)) kept.set(key, value);
    },
    drop: async (ids) => ids.forEach((id) => records.delete(id)),
    close: () => undefined,
  };
}

/** @param {Outgoing} a @param {Outgoing} b */
const byAge = (a, b) => a.made_ms - b.made_ms;
