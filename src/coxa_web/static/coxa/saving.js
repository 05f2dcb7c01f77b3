// Hands out what was recorded as a file: for who has no room, no server, or no trust in either.

import { moment } from "./clock.js";
import { make } from "./dom.js";

/** @param {import("./journal.js").Journal} journal */
export async function saveAsFile(journal) {
  const records = (await journal.records()).map((record) => JSON.parse(record.text));
  const text = JSON.stringify({ saved_at: moment(), records }, null, 1);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = make("a", { href: address, download: `coxa-${moment().slice(0, 10)}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
