import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RegularRecords } from "./csv-records.ts";

const general = (bytes: Buffer | string): string[][] =>
  parse(bytes, {
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });

test("what it takes apart, and what it leaves, is what the general parser reads in the whole", () => {
  const piece = fc.constantFrom(
    '"',
    '""',
    ",",
    "\n",
    "\r\n",
    "\r",
    "a",
    "é😴",
    " ",
    '"x",',
    '"a""b"\n',
    "\n\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (pieces, step) => {
      const text = pieces.join("");
      let expected: string[][];
      try {
        expected = general(text);
      } catch {
        return;
      }
      const records = new RegularRecords(Buffer.from(text), ",");
      const found: string[][] = [];
      let state = records.take(step, (cells) => found.push([...cells]));
      while (state === "more") state = records.take(step, (cells) => found.push([...cells]));
      expect([...found, ...(state === "irregular" ? general(records.rest()) : [])]).toEqual(expected);
    }),
    { numRuns: 3000 },
  );
});
