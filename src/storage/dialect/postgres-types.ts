const parsers = new Map<number, (text: string) => unknown>([
  // bool: SQLite has 0 and 1 only, and so `exists(…)` must not differ.
  [16, (text) => (text === "t" ? 1 : 0)],
  // bytea, as "\\x" and hexadecimal digits.
  [17, (text) => Buffer.from(text.slice(2), "hex")],
  [20, exactInteger],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  // numeric: what sum() and avg() give.
  [1700, Number],
]);

/** How values are read: numbers as numbers, everything else as text, as SQLite gives it. For one pool, not for the process. */
export const typeParsers = {
  getTypeParser: (oid: number) => parsers.get(oid) ?? asText,
};

function asText(text: string): string {
  return text;
}

function exactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("An integer is too large to be read exactly.");
  return value;
}
