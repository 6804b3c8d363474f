/** What both engines store alike. */
export type Storable = string | number | null | Uint8Array;

/**
 * Passes what both engines store alike and throws a TypeError for the rest, which each would treat in
 * its own way: booleans, dates, undefined, bigints, NaN, NUL characters, lone surrogates. The error never holds the value.
 */
export function storable(value: unknown): Storable {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === "string") {
    if (value.includes("\0")) throw new TypeError("A text with a NUL character cannot be stored.");
    if (!value.isWellFormed()) throw new TypeError("A text with a lone surrogate cannot be stored.");
    return value;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`The number ${value} cannot be stored.`);
    return value;
  }
  const kind = value instanceof Date ? "Date" : typeof value;
  throw new TypeError(`A value of type ${kind} cannot be stored; flags are 0 or 1, instants are numbers.`);
}
