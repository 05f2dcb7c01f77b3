// Forgets what the coach keeps on this device, after the person has read what would be lost.

import { openJournal, removeJournal } from "./journal.js";
import { hook } from "./page.js";
import { createTexts } from "./texts.js";

const CACHES = "coxa-";
const WORKER_SCOPE = "/";

const place = hook("device", HTMLElement);
const text = createTexts(JSON.parse(place.dataset["words"] ?? "{}"));
const ask = hook("device-ask", HTMLButtonElement);
const asked = hook("device-asked", HTMLElement);
const lost = hook("device-lost", HTMLElement);
const told = hook("device-told", HTMLElement);

/** How many records the home computer has not got. */
async function unsent() {
  const journal = await openJournal({ onFull: () => undefined, onNone: () => undefined });
  const records = await journal.records();
  journal.close();
  return records.filter((record) => record.state !== "sent").length;
}

async function forget() {
  asked.hidden = true;
  const registration = await navigator.serviceWorker?.getRegistration(WORKER_SCOPE);
  await registration?.unregister();
  await removeJournal(() => {
    told.textContent = text("in_use");
  });
  for (const name of await globalThis.caches?.keys() ?? []) {
    if (name.startsWith(CACHES)) await caches.delete(name);
  }
  told.textContent = text("done");
}

ask.addEventListener("click", async () => {
  const count = await unsent();
  lost.textContent = count === 0 ? text("lost_none")
    : text(count === 1 ? "lost_one" : "lost", { count });
  told.textContent = "";
  asked.hidden = false;
  hook("device-no", HTMLButtonElement).focus();
});
hook("device-no", HTMLButtonElement).addEventListener("click", () => {
  asked.hidden = true;
  ask.focus();
});
hook("device-yes", HTMLButtonElement).addEventListener("click", () => {
  forget().catch(() => {
    told.textContent = text("failed");
  });
});
place.hidden = false;
