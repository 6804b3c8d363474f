import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestUsername, nearbyUsernames, readUsername, suggestUsernames, usernameKey } from "./username.ts";

const anyText = fc.string({ unit: "binary", maxLength: 80 });
const names = anyText.map(readUsername).filter((name) => name !== undefined);

describe("a username", () => {
  test("is shown as typed, with its spaces tidied", () => {
    expect(readUsername("  Ann   Marie ")).toBe("Ann Marie");
    expect(readUsername("ａｎｎ")).toBe("ａｎｎ");
    expect(readUsername("李雷")).toBe("李雷");
    expect(readUsername("Zoë")).toBe("Zoë");
    expect(readUsername("🦊")).toBe("🦊");
  });

  test("is one whatever its case, width, spaces and look-alike letters", () => {
    const key = usernameKey("Ann");
    for (const same of ["ANN", "ann", "ａｎｎ", "𝐀𝐧𝐧", "Аnn", "αnn", " ann "]) {
      expect(usernameKey(same), same).toBe(key);
    }
    expect(usernameKey("ВОВ")).toBe(usernameKey("bob"));
    expect(usernameKey("ΝΙΚΟΣ")).toBe(usernameKey("νικοσ"));
    expect(usernameKey("Ann  Marie")).toBe(usernameKey("ann marie"));
  });

  test("of somebody else stays somebody else's", () => {
    const keys = ["ann", "anna", "an", "ben", "ann2", "änn", "ann marie", "annmarie"].map(usernameKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("that nobody could read or type is refused", () => {
    const unreadable = [
      "",
      "   ",
      "a\u0000b",
      "a\u200bnn",
      "\u202ennA",
      "ann\u2066",
      "a\tb",
      "a\nb",
      "\u3164",
    ];
    for (const name of [...unreadable, "\u2800", "\ufeffann", "\u0301", "\ud800", "a\u00adnn", "\ue000"]) {
      expect(readUsername(name), JSON.stringify(name)).toBeUndefined();
    }
  });

  test("may have 64 characters and no more, also after widening", () => {
    expect(readUsername("x".repeat(64))).toBe("x".repeat(64));
    expect(readUsername("x".repeat(65))).toBeUndefined();
    expect(readUsername("🦊".repeat(64))).toBe("🦊".repeat(64));
    expect(readUsername("ﷺ".repeat(10))).toBeUndefined();
  });

  test("never holds anything unseen", () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s|\s$|\s\s/u);
        expect(name).not.toBe("");
      }),
    );
  });

  test("and its key agree: what is read again, or cased another way, is the same person", () => {
    fc.assert(
      fc.property(names, (name) => {
        const key = usernameKey(name);
        expect(key).not.toBe("");
        expect(usernameKey(key)).toBe(key);
        expect(usernameKey(name.toLowerCase())).toBe(key);
        expect(usernameKey(` ${name} `)).toBe(key);
        expect(usernameKey(name.normalize("NFD"))).toBe(key);
        expect(readUsername(name)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });

  test("in capitals is the same person, for the letters of every common script", () => {
    const letters = fc.string({
      unit: fc.constantFrom(
        ...Array.from("abcxyzäöüéñçåøþабвгдежзиклмнопрстуфхцчшщыэюяαβγδεζηθικλμνξοπρσςτυφχψω"),
      ),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(letters, (name) => {
        expect(usernameKey(name.toUpperCase())).toBe(usernameKey(name));
      }),
    );
  });
});

describe("suggestions", () => {
  test("are two names near the wanted one, usable and free", () => {
    expect(suggestUsernames("ann", new Set())).toEqual(["ann2", "ann3"]);
    fc.assert(
      fc.property(names, fc.integer({ min: 0, max: 30 }), (name, count) => {
        const taken = new Set(nearbyUsernames(name).slice(0, count).map(usernameKey));
        const suggested = suggestUsernames(name, taken);
        expect(suggested).toHaveLength(2);
        for (const one of suggested) {
          expect(taken.has(usernameKey(one))).toBe(false);
          expect(usernameKey(one)).not.toBe(usernameKey(name));
          expect(readUsername(one)).toBe(one);
          expect(Array.from(one.normalize("NFKC")).length).toBeLessThanOrEqual(longestUsername);
        }
        expect(usernameKey(suggested[0] ?? "")).not.toBe(usernameKey(suggested[1] ?? ""));
      }),
    );
  });
});
