import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAgeRecipient } from "./age-recipient.ts";
import { parseBackupKeep } from "./backup-keep.ts";
import { parseBackupPlaces } from "./backup-place.ts";
import { parseBackupSchedule } from "./backup-schedule.ts";

const none = { endpoint: null, region: "us-east-1", credentials: null };

describe("how many backups are kept", () => {
  test.each([
    "7d 4w 12m",
    "7 daily 4 weekly 12 monthly",
    "7 daily, 4 weekly, 12 monthly",
    "12M 7D 4W",
    "7d4w12m",
  ])('can be written as "%s"', (text) => {
    expect(parseBackupKeep(text)).toEqual({ daily: 7, weekly: 4, monthly: 12 });
  });

  test("means the same in both spellings, in any order, for any numbers", () => {
    const count = fc.integer({ min: 1, max: 9999 });
    fc.assert(
      fc.property(count, count, count, (daily, weekly, monthly) => {
        const keep = { daily, weekly, monthly };
        expect(parseBackupKeep(`${daily}d ${weekly}w ${monthly}m`)).toEqual(keep);
        expect(parseBackupKeep(`${monthly} monthly ${daily} daily ${weekly} weekly`)).toEqual(keep);
      }),
    );
  });
});

describe("when backups are made", () => {
  test.each([
    ["daily", "30 3 * * *"],
    ["Weekly", "30 3 * * 0"],
    ["hourly", "0 * * * *"],
    ["15  4\t* * mon", "15 4 * * mon"],
    ["off", null],
  ])('can be written as "%s"', (text, schedule) => {
    expect(parseBackupSchedule(text)).toBe(schedule);
  });
});

describe("where backups are kept", () => {
  test("can be folders and stores together", () => {
    const access = { ...none, credentials: { accessKeyId: "id", secretAccessKey: "key" } };
    expect(parseBackupPlaces("copies , s3://my-bucket, s3://my-bucket/a/b/", access, "/srv")).toEqual([
      { kind: "folder", path: "/srv/copies", label: "/srv/copies" },
      { kind: "s3", bucket: "my-bucket", prefix: "", label: "s3://my-bucket/", ...access },
      { kind: "s3", bucket: "my-bucket", prefix: "a/b/", label: "s3://my-bucket/a/b/", ...access },
    ]);
  });

  test("is blamed on the option it came from", () => {
    expect(() => parseBackupPlaces("ftp://x", none, "/srv", "--to")).toThrow(/^--to holds an address/u);
  });
});

test("an age recipient with one wrong letter is found out", () => {
  const right = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
  expect(isAgeRecipient(right)).toBe(true);
  const letters = fc.constantFrom(..."qpzry9x8gf2tvdw0s3jn54khce6mua7l".split(""));
  fc.assert(
    fc.property(fc.integer({ min: 5, max: right.length - 1 }), letters, (at, letter) => {
      const typed = right.slice(0, at) + letter + right.slice(at + 1);
      expect(isAgeRecipient(typed)).toBe(typed === right);
    }),
  );
});
