// The page of today looks again when somebody comes back to it: what is due changes with the hour.

const OLD_MS = 10 * 60 * 1000;
const opened_ms = Date.now();

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // gone back to: it may have been answered meanwhile
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() - opened_ms > OLD_MS) location.reload();
});
