/** A number as SQLite writes it in 1 to 9 bytes, and where it ends; undefined where the bytes end first. */
export function readVarint(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  const last = bytes[at + 8];
  if (last === undefined) return undefined;
  // Nine bytes hold 64 bits; a number beyond 2^53 is no row of this app, and need not be exact.
  return { value: value * 256 + last, end: at + 9 };
}
