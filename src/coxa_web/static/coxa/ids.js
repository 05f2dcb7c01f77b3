// Random ids, also where a page is not secure: `crypto.randomUUID` is missing there.

const BYTES = 16;
const VERSION_AT = 6;
const VARIANT_AT = 8;

/** A UUID of version 4 (RFC 9562). @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  bytes.set([((bytes[VERSION_AT] ?? 0) & 0x0f) | 0x40], VERSION_AT);
  bytes.set([((bytes[VARIANT_AT] ?? 0) & 0x3f) | 0x80], VARIANT_AT);
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
