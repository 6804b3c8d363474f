import { expect, test } from "vitest";
import { agoInWords, bytesInWords } from "./sizes.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1.0 kB"],
  [12_345_678, "12 MB"],
  [999_600, "1.0 MB"],
  [1_440_000_000, "1.4 GB"],
  [5e15, "5000 TB"],
])("%i bytes read as %s", (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});

test.each([
  [0, "just now"],
  [-5_000, "just now"],
  [60_000, "1 minute ago"],
  [59 * 60_000, "59 minutes ago"],
  [3_600_000, "1 hour ago"],
  [47 * 3_600_000, "47 hours ago"],
  [48 * 3_600_000, "2 days ago"],
])("what was %i ms ago reads as %s", (passed, words) => {
  expect(agoInWords(1_000_000_000 - passed, 1_000_000_000)).toBe(words);
});
