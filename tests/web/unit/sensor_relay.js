// A relay for the tests of both ends: hands out carriers, keeps what was said, says what it is told.

export function createRelay() {
  const relay = {
    /** @type {any[]} */ carriers: [],
    isOpen: true,
    isBusy: false,
    /** @param {any} listeners */
    open(listeners) {
      const carrier = {
        said: [], isClosed: false, listeners,
        send: (message) => carrier.said.push(JSON.parse(JSON.stringify(message))),
        isBusy: () => relay.isBusy,
        close: () => { carrier.isClosed = true; },
      };
      relay.carriers.push(carrier);
      if (relay.isOpen) queueMicrotask(listeners.onOpen);
      else queueMicrotask(() => listeners.onClose("broken"));
      return carrier;
    },
    now: () => relay.carriers.at(-1),
    tell: (type, fields = {}) => relay.now().listeners.onMessage({ v: 1, type, ...fields }),
    end: (reason) => relay.now().listeners.onClose(reason),
    said: (type) => relay.carriers.flatMap((carrier) => carrier.said).filter((m) => m.type === type),
  };
  return relay;
}

/** Lets everything run that waits for nothing but its turn. */
export const turns = async () => {
  for (let n = 0; n < 5; n++) await Promise.resolve();
};
