import { describe, expect, test } from "vitest";
import { minutesInWords, typedMinutes } from "./minutes.ts";

describe("minutes as people type them", () => {
  test("a number, also with a comma or spaces around it", () => {
    expect(typedMinutes("25")).toBe(25);
    expect(typedMinutes(" 12,5 ")).toBe(12.5);
  });

  test("nothing typed is no answer, and words are told apart from it", () => {
    expect(typedMinutes("  ")).toBeNull();
    expect(typedMinutes("a while")).toBeUndefined();
    expect(typedMinutes("-3")).toBeUndefined();
  });

  test("are said in hours where there are some", () => {
    expect(minutesInWords(80)).toBe("1 h 20 min");
    expect(minutesInWords(60)).toBe("1 h");
    expect(minutesInWords(8_170)).toBe("5 days 16 h");
    expect(minutesInWords(0.2)).toBe("under a minute");
    expect(minutesInWords(0)).toBe("0 min");
  });
});
