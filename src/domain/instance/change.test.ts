import { expect, test } from "vitest";
import { changeOf } from "./change.ts";

test("a change is after minus before", () => {
  expect(changeOf(70, 40, undefined)).toEqual({ mode: "derived", value: -30 });
});

test("a change told in words stands, whatever the readings say", () => {
  expect(changeOf(70, 40, "more")).toEqual({ mode: "manual", value: 15 });
  expect(changeOf(null, null, "same")).toEqual({ mode: "manual", value: 0 });
  expect(changeOf(null, null, "less")).toEqual({ mode: "manual", value: -15 });
});

test("without both readings there is none", () => {
  expect(changeOf(null, 40, undefined)).toBeNull();
  expect(changeOf(40, null, undefined)).toBeNull();
});
