import { expect, test } from "vitest";
import { instanceListQuerySchema } from "./instance.ts";
import { givenInstantSchema, nameSchema, timeZoneSchema } from "./primitives.ts";
import { taskListQuerySchema } from "./task.ts";

const name = nameSchema(20, "Give it a name.");

test("a name has something to see in it, in any script", () => {
  for (const seen of ["x", " two  words ", "名", "🧑‍🤝‍🧑", "½", "👍🏽", "שלום"]) {
    expect(name.safeParse(seen).success, seen).toBe(true);
  }
  for (const unseen of ["", " ", "\u200b", "\u00a0\u2003", "\u202e", "\ufe0f", "\u3164", "\u2800"]) {
    const { error } = name.safeParse(unseen);
    expect(error?.issues[0]?.message, JSON.stringify(unseen)).toBe("Give it a name.");
  }
  expect(name.parse(" two \n words ")).toBe("two words");
});

test("an instant that a person gives can be sent out again", () => {
  for (const near of ["2026-11-21T10:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59+01:00"]) {
    expect(givenInstantSchema.safeParse(near).success, near).toBe(true);
  }
  for (const far of [
    "0000-01-01T00:00:00+10:00",
    "9999-12-31T23:59:59-10:00",
    "2026-02-30T10:00:00Z",
    "2026-01-01T00:00:00+99:99",
    "",
  ]) {
    expect(givenInstantSchema.safeParse(far).success, far).toBe(false);
  }
});

test("a time zone is a place with its rules, not a fixed distance", () => {
  expect(timeZoneSchema.safeParse("Europe/Berlin").success).toBe(true);
  expect(timeZoneSchema.safeParse("UTC").success).toBe(true);
  for (const none of ["+05:30", "-01", "Mars/Olympus", ""]) {
    expect(timeZoneSchema.safeParse(none).success, none).toBe(false);
  }
});

test("a search for what cannot be stored is wrong input, not a failure", () => {
  expect(taskListQuerySchema.safeParse({ search: "a\u0000" }).success).toBe(false);
  expect(instanceListQuerySchema.safeParse({ search: "a\u0000" }).success).toBe(false);
  expect(instanceListQuerySchema.safeParse({ cancelCategory: "\ud800" }).success).toBe(false);
});
