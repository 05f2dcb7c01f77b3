// Takes the pairing code from the address the QR code holds, and sends it.

import { hook } from "./page.js";

const form = hook("pair", HTMLFormElement);
const code = hook("code", HTMLInputElement);
const send = hook("send", HTMLButtonElement);

function take() {
  const scanned = decodeURIComponent(location.hash.slice(1));
  if (scanned === "") return;
  history.replaceState(null, "", location.pathname); // a code is for one use and for no history
  code.value = scanned;
  send.textContent = form.dataset["wait"] ?? "";
  form.requestSubmit();
}

take();
window.addEventListener("hashchange", take); // scanned while this page was open already
