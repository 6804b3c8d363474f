import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type ErrorCode, type ErrorEntry, errorCodes } from "#contract/error-codes.ts";
import { errorStatus } from "./error-status.ts";

test("docs/errors.md lists every code with its status and its sentence", () => {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  const documented = page.split("\n").filter((line) => line.startsWith("| `"));
  expect(documented).toEqual(Object.entries<ErrorEntry>(errorCodes).map(row));
});

test("every status says that the request or the server failed", () => {
  expect(Object.keys(errorStatus)).toEqual(Object.keys(errorCodes));
  expect(Object.values(errorStatus).filter((status) => status < 400 || status > 599)).toEqual([]);
});

test("what the host should hear of is the server's own failure", () => {
  const reportable = Object.entries<ErrorEntry>(errorCodes).filter(([, entry]) => entry.reportable);
  // Object.entries loses the key type; the table is closed, so this is exact.
  const others = reportable.filter(([code]) => errorStatus[code as ErrorCode] < 500);
  expect(reportable.length).toBeGreaterThan(0);
  expect(others).toEqual([]);
});

function row([code, entry]: [string, ErrorEntry]): string {
  // Object.entries loses the key type; the table is closed, so this is exact.
  const status = errorStatus[code as ErrorCode];
  return `| \`${code}\` | ${status} | ${entry.sentence} | ${entry.plainSentence ?? ""} |`;
}
