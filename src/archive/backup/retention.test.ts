import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KeptBackup, type Retention, standardRetention, toRemove } from "./retention.ts";

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 21, 14, 30);

function backup(id: string, takenAt: number, more: Partial<KeptBackup> = {}): KeptBackup {
  return { id, takenAt, proven: true, people: 3, label: "scheduled", ...more };
}

/** One a day at 03:30, today's first: "day-0", "day-1", … */
function everyDay(count: number, more: Partial<KeptBackup> = {}): KeptBackup[] {
  const last = Date.UTC(2026, 10, 21, 3, 30);
  return Array.from({ length: count }, (_, ago) => backup(`day-${ago}`, last - ago * day, more));
}

function keptOf(backups: readonly KeptBackup[], policy: Retention = standardRetention, at = now): string[] {
  const removed = new Set(toRemove(backups, policy, at));
  return backups.filter(({ id }) => !removed.has(id)).map(({ id }) => id);
}

describe("a year of nightly backups", () => {
  test("leaves seven days, four weeks and twelve months", () => {
    const days = everyDay(400).filter(({ id }) => keptOf(everyDay(400)).includes(id));
    const dates = days.map(({ takenAt }) => new Date(takenAt).toISOString().slice(0, 10));
    expect(dates.join(" ")).toBe(
      [
        // Saturday the 21st and six days before; among them Sunday the 15th.
        "2026-11-21 2026-11-20 2026-11-19 2026-11-18 2026-11-17 2026-11-16 2026-11-15",
        "2026-11-08 2026-11-01 2026-10-31",
        "2026-09-30 2026-08-31 2026-07-31 2026-06-30 2026-05-31 2026-04-30",
        "2026-03-31 2026-02-28 2026-01-31 2025-12-31",
      ].join(" "),
    );
  });

  test("and then nothing for a month loses nothing more", () => {
    const kept = everyDay(400).filter(({ id }) => keptOf(everyDay(400)).includes(id));
    expect(toRemove(kept, standardRetention, now + 30 * day)).toEqual([]);
  });

  test("the oldest go first", () => {
    expect(toRemove(everyDay(3), { daily: 1, weekly: 0, monthly: 0 }, now)).toEqual(["day-2", "day-1"]);
  });
});

describe("an empty state", () => {
  test("made every night for a year pushes out none of the full ones from before", () => {
    const full = everyDay(30).map((one) => ({
      ...one,
      id: `full-${one.id}`,
      takenAt: one.takenAt - 400 * day,
    }));
    const before = keptOf(full);
    const after = keptOf([...full, ...everyDay(365, { people: 0 })]);
    expect(after.filter((id) => id.startsWith("full-"))).toEqual(before);
    expect(after).toContain("day-0");
  });

  test("does not stand for a day that has a full one", () => {
    const emptied = backup("emptied", now - 1000, { people: 0 });
    const newest = backup("newest", now - 500, { people: 0 });
    expect(keptOf([...everyDay(1), emptied, newest])).toEqual(["day-0", "newest"]);
  });

  test("does not remove a full one that was never proven", () => {
    const unproven = backup("unproven", now - 9 * day, { proven: false });
    expect(keptOf([unproven, ...everyDay(3, { people: 0 })])).toContain("unproven");
  });
});

describe("an unproven backup", () => {
  const unproven = (ago: number) => backup("unproven", now - ago, { proven: false });

  test("never pushes out a proven one", () => {
    const many = everyDay(30, { proven: false }).map((one) => ({ ...one, id: `un-${one.id}` }));
    const old = everyDay(3).map((one) => ({ ...one, takenAt: one.takenAt - 60 * day }));
    expect(keptOf([...many, ...old])).toEqual(keptOf(many).concat(keptOf(old)));
  });

  test("stays for a day, and until a newer one is proven", () => {
    expect(keptOf([unproven(day / 2), backup("newer", now)])).toContain("unproven");
    expect(keptOf([unproven(2 * day), backup("older", now - 3 * day)])).toContain("unproven");
    expect(keptOf([unproven(2 * day), backup("newer", now)])).toEqual(["newer"]);
  });
});

describe("copies made before an update, a restore or a rollback", () => {
  test.each(["pre-update", "before-restore", "before-rollback"] as const)("%s stays for 14 days", (label) => {
    const policy = { daily: 1, weekly: 0, monthly: 0 };
    const copies = [13, 15].map((ago) => backup(`ago-${ago}`, now - ago * day, { label }));
    const broken = backup("broken", now - 13 * day, { label, proven: false });
    expect(keptOf([...everyDay(1), ...copies, broken], policy)).toEqual(["day-0", "ago-13", "broken"]);
  });

  test("do not take the place of the day's own backup", () => {
    const safety = backup("safety", now - 1000 - 30 * day, { label: "before-restore" });
    const own = backup("own", now - 2000 - 30 * day);
    expect(keptOf([...everyDay(1), safety, own])).toEqual(["day-0", "own"]);
  });
});

test("manual backups obey the policy like scheduled ones", () => {
  const manual = backup("manual", Date.UTC(2026, 10, 21, 5), { label: "manual" });
  expect(keptOf([...everyDay(2), manual])).toEqual(["day-1", "manual"]);
});

test("backups from the future stay, and remove nothing", () => {
  const future = Array.from({ length: 40 }, (_, ahead) => backup(`future-${ahead}`, now + (ahead + 1) * day));
  const past = everyDay(20);
  expect(keptOf([...past, ...future])).toEqual([...keptOf(past), ...future.map(({ id }) => id)]);
});

test("a week that spans two years is one week", () => {
  const policy = { daily: 0, weekly: 2, monthly: 0 };
  // Monday 2026-12-28 to Sunday 2027-01-03.
  const days = [27, 28, 31, 32, 34, 35].map((date) => backup(`dec-${date}`, Date.UTC(2026, 11, date, 3)));
  expect(keptOf(days, policy, Date.UTC(2027, 1, 1))).toEqual(["dec-34", "dec-35"]);
});

describe("whatever there is, and whatever the policy:", () => {
  const one = fc.record({
    takenAt: fc.oneof(
      fc.integer({ min: now - 40 * day, max: now + 3 * day }),
      fc.integer({ min: now - 800 * day, max: now }),
    ),
    proven: fc.boolean(),
    people: fc.constantFrom(0, 0, 1, 500),
    label: fc.constantFrom("scheduled", "manual", "pre-update", "before-restore", "before-rollback"),
  });
  const some = fc
    .array(one, { maxLength: 40 })
    .map((list) => list.map((each, index): KeptBackup => ({ ...each, id: `b${index}` })));
  const count = fc.integer({ min: 0, max: 8 });
  const policies = fc.record({ daily: count, weekly: count, monthly: count });
  const rest = (backups: readonly KeptBackup[], policy: Retention, at = now) => {
    const removed = new Set(toRemove(backups, policy, at));
    return backups.filter(({ id }) => !removed.has(id));
  };
  const newest = (backups: readonly KeptBackup[]) =>
    [...backups].sort((a, b) => b.takenAt - a.takenAt || (a.id < b.id ? 1 : -1))[0];

  test("the last proven one and the last proven full one stay", () => {
    fc.assert(
      fc.property(some, policies, (backups, policy) => {
        const kept = rest(backups, policy);
        for (const wanted of [
          backups.filter(({ proven }) => proven),
          backups.filter(({ proven, people }) => proven && people > 0),
          backups.filter(({ proven, people, takenAt }) => proven && people > 0 && takenAt <= now),
        ]) {
          const last = newest(wanted);
          if (last !== undefined) expect(kept).toContain(last);
        }
      }),
    );
  });

  test("a second run removes nothing", () => {
    fc.assert(
      fc.property(some, policies, (backups, policy) => {
        expect(toRemove(rest(backups, policy), policy, now)).toEqual([]);
      }),
    );
  });

  test("the order in which they are listed changes nothing", () => {
    fc.assert(
      fc.property(some, policies, (backups, policy) => {
        expect(toRemove(backups.toReversed(), policy, now)).toEqual(toRemove(backups, policy, now));
      }),
    );
  });

  test("a more generous policy removes nothing more", () => {
    fc.assert(
      fc.property(some, policies, policies, (backups, policy, more) => {
        const generous = {
          daily: policy.daily + more.daily,
          weekly: policy.weekly + more.weekly,
          monthly: policy.monthly + more.monthly,
        };
        const removed = new Set(toRemove(backups, policy, now));
        for (const id of toRemove(backups, generous, now)) expect(removed).toContain(id);
      }),
    );
  });

  test("what goes today would go tomorrow too", () => {
    const past = some.map((list) => list.filter(({ takenAt }) => takenAt <= now));
    fc.assert(
      fc.property(past, policies, fc.integer({ min: 0, max: 40 }), (backups, policy, days) => {
        const later = toRemove(backups, policy, now + days * day);
        for (const id of toRemove(backups, policy, now)) expect(later).toContain(id);
      }),
    );
  });

  test("one more backup that is empty, unproven or from the future takes no full proven one away", () => {
    fc.assert(
      fc.property(some, policies, one, fc.integer({ min: 0, max: 2 }), (backups, policy, more, kind) => {
        const added: KeptBackup = {
          ...more,
          id: "added",
          people: kind === 0 ? 0 : more.people,
          proven: kind === 1 ? false : more.proven,
          takenAt: kind === 2 ? now + 1 + (more.takenAt % day) : more.takenAt,
        };
        const before = rest(backups, policy).filter(({ proven, people }) => proven && people > 0);
        const after = rest([...backups, added], policy);
        for (const full of before) expect(after).toContain(full);
      }),
    );
  });
});
