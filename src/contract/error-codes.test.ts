import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "./app-error.ts";
import { type ErrorCode, type ErrorEntry, errorCodes, sentence } from "./error-codes.ts";

// Object.keys loses the key type; the table is closed, so this is exact.
const codes = Object.keys(errorCodes) as ErrorCode[];

describe("what a person reads when something is refused", () => {
  test("a lifecycle refusal names the state and the way on", () => {
    expect(sentence("lifecycle-refused", { state: "completed", event: "start" })).toBe(
      "This is already finished. Reopen it to go on.",
    );
    expect(sentence("lifecycle-refused", { state: "active", event: "reopen" })).toBe(
      "This is still open, so there is nothing to reopen.",
    );
  });

  test("an unknown state still gives a sentence", () => {
    expect(sentence("lifecycle-refused", { state: "constructor", event: "start" })).toBe(
      errorCodes["lifecycle-refused"].plainSentence,
    );
  });

  test("each wrong field is answered with its own sentence", () => {
    const fields = { minutes: "Minutes need to be a number, like 25.", name: "A task needs a name." };
    expect(sentence("invalid-request", { fields })).toBe(
      "Minutes need to be a number, like 25. A task needs a name.",
    );
  });

  test("a taken username comes with two free ones", () => {
    expect(sentence("username-taken", { suggestions: ["ann2", "ann.b"] })).toBe(
      "This username is taken. ann2 and ann.b are free, or choose another one.",
    );
  });

  test("missing details never leave a hole or a placeholder", () => {
    for (const code of codes) {
      expect(sentence(code)).toMatch(/^[A-Z][^{}]+\.$/u);
      expect(sentence(code, { fields: {}, suggestions: [] })).toMatch(/^[A-Z][^{}]+\.$/u);
    }
  });

  test("details of any kind never break the sentence", () => {
    const detail = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.string()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.dictionary(fc.string(), detail), (code, details) => {
        expect(sentence(code, details).length).toBeGreaterThan(0);
      }),
    );
  });

  test("no sentence shouts, blames or runs long", () => {
    for (const entry of Object.values<ErrorEntry>(errorCodes)) {
      for (const text of [entry.sentence, entry.plainSentence ?? ""]) {
        expect(text).not.toMatch(/!|invalid|illegal|error|please|sorry/iu);
        expect(text.length).toBeLessThan(160);
      }
    }
  });

  test("an error's message is its code, so that no personal detail reaches a log through it", () => {
    const error = new AppError("username-taken", { suggestions: ["ann2", "ann.b"] });
    expect(error.message).toBe("username-taken");
    expect(error.sentence).toContain("ann2");
  });
});
