import { expect, test } from "vitest";
import { checkEmotionValues } from "./emotion-values.ts";

const emotions = [
  { id: "pair", kind: "pair", positive: "calm", negative: "anxious" },
  { id: "own", kind: "custom", positive: "proud", negative: null },
] as const;

test("a pair goes from −100 to 100, an emotion of one's own from 0 to 100", () => {
  expect(checkEmotionValues({ pair: -100, own: 0 }, emotions)).toEqual([]);
  expect(checkEmotionValues({ pair: 100, own: 100 }, emotions)).toEqual([]);
  expect(checkEmotionValues({ pair: -101, own: -1 }, emotions)).toEqual([
    { emotionId: "pair", problem: "out-of-range" },
    { emotionId: "own", problem: "out-of-range" },
  ]);
});

test("an emotion that is not the person's own is refused", () => {
  expect(checkEmotionValues({ theirs: 5 }, emotions)).toEqual([{ emotionId: "theirs", problem: "unknown" }]);
});
