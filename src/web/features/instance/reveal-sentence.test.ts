import { describe, expect, test } from "vitest";
import { forecastCardSentence, revealSentence } from "./reveal-sentence.ts";

describe("the plain sentence after a finish", () => {
  test("names both numbers, whichever is higher", () => {
    expect(revealSentence(80, 35)).toBe("You expected 80. It was 35.");
    expect(revealSentence(20, 90)).toBe("You expected 20. It was 90.");
    expect(revealSentence(50, 50)).toBe("You expected 50. It was 50.");
  });

  test("says only what is there", () => {
    expect(revealSentence(null, 35)).toBe("It was 35.");
    expect(revealSentence(80, null)).toBe("You expected 80.");
    expect(revealSentence(null, null)).toBeNull();
  });

  test("an answer of zero is an answer", () => {
    expect(revealSentence(0, 0)).toBe("You expected 0. It was 0.");
  });
});

describe("the sentence of the forecast card", () => {
  test("lists what was feared and felt, and counts honestly", () => {
    const pairs = [
      { forecast: 80, outcome: 35 },
      { forecast: 75, outcome: 85 },
    ];
    expect(forecastCardSentence({ n: 2, higher: 1, pairs })).toBe(
      "Last 2 times you feared 80, 75. It felt 35, 85. Fear was higher in 1 of 2.",
    );
  });

  test("one time reads as one time", () => {
    const pairs = [{ forecast: 80, outcome: 35 }];
    expect(forecastCardSentence({ n: 1, higher: 1, pairs })).toBe(
      "Last time you feared 80. It felt 35. Fear was higher in 1 of 1.",
    );
  });
});
