import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const tokens = readFileSync(new URL("../src/web/ui/tokens.css", import.meta.url), "utf8");

/** The colours of one appearance by token name. */
function coloursOf(appearance: "light" | "dark"): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, one, light, dark] of tokens.matchAll(
    /--([\w-]+):\s*(?:(#[0-9a-f]{6})|light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\));/g,
  )) {
    const colour = one ?? (appearance === "light" ? light : dark);
    if (name && colour) found.set(name, colour);
  }
  return found;
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const papers = ["paper", "paper-raised", "paper-sunk"];

describe.each(["light", "dark"] as const)("%s", (appearance) => {
  const colours = coloursOf(appearance);
  const colour = (name: string) => {
    const found = colours.get(name);
    if (found === undefined) throw new Error(`tokens.css has no colour --${name}`);
    return found;
  };

  test.each(
    papers.flatMap((paper) => ["ink", "ink-soft", "accent", "accent-strong"].map((ink) => [ink, paper])),
  )("--%s on --%s can be read by tired eyes (7:1)", (ink, paper) => {
    expect(contrast(colour(ink), colour(paper))).toBeGreaterThanOrEqual(7);
  });

  test.each(papers.flatMap((paper) => ["forecast", "outcome", "edge"].map((mark) => [mark, paper])))(
    "--%s on --%s can be told apart (3:1)",
    (mark, paper) => {
      expect(contrast(colour(mark), colour(paper))).toBeGreaterThanOrEqual(3);
    },
  );

  test.each([
    ["on-accent", "accent"],
    ["on-accent", "accent-strong"],
    ["on-irreversible", "irreversible"],
    ["accent", "accent-wash"],
  ])("--%s on --%s, the words on buttons (7:1)", (words, ground) => {
    expect(contrast(colour(words), colour(ground))).toBeGreaterThanOrEqual(7);
  });
});

test("forecast and outcome look the same by day and by night", () => {
  for (const mark of ["forecast", "outcome"]) {
    expect(coloursOf("light").get(mark)).toBe(coloursOf("dark").get(mark));
  }
});
