import { describe, expect, test } from "vitest";
import { live, newLife } from "#test/support/random-life.ts";
import { editOf, lastEdit, mayEdit, takingBack } from "./instance-edit.ts";

const completed = live(
  live(newLife(), { do: "forecast", wait: 0, forecast: { aversion: 80, reliefNow: 30, capacity: 50 } }),
  { do: "complete", wait: 1000, outcome: { aversion: 35, relief: 60, capacity: 45 }, capacityChange: "more" },
);

describe("editing what is finished", () => {
  test("is logged with what each field was and became", () => {
    expect(editOf(completed.instance, { outcome: { aversion: 40, difficulty: 10 }, note: "later" })).toEqual({
      before: {
        outcome: { aversion: 35, difficulty: null },
        note: "",
        provenance: { "outcome.difficulty": null },
      },
      after: {
        outcome: { aversion: 40, difficulty: 10 },
        note: "later",
        provenance: { "outcome.difficulty": "touched" },
      },
    });
  });

  test("computes the change of relief again, and leaves what was told in words", () => {
    expect(completed.instance.reliefChange).toEqual({ mode: "derived", value: 30 });
    expect(completed.instance.capacityChange).toEqual({ mode: "manual", value: 15 });
    const edit = editOf(completed.instance, { outcome: { relief: 70, capacity: 10 } });
    expect(edit?.after.reliefChange).toEqual({ mode: "derived", value: 40 });
    expect(edit?.after.capacityChange).toBeUndefined();
    expect(editOf(completed.instance, { forecast: { reliefNow: null } })?.after.reliefChange).toBeNull();
  });

  test("does not touch a change it has nothing to do with", () => {
    const imported = { ...completed.instance, reliefChange: { mode: "derived" as const, value: 12 } };
    expect(editOf(imported, { note: "x" })?.after).toEqual({ note: "x" });
  });

  test("an answer of an import that is corrected becomes the person's own", () => {
    const imported = {
      ...completed.instance,
      provenance: { "outcome.aversion": "imported", "outcome.relief": "imported" } as const,
    };
    const edit = editOf(imported, { outcome: { aversion: 20, relief: 60 } });
    expect(edit?.after).toEqual({ outcome: { aversion: 20 }, provenance: { "outcome.aversion": "touched" } });
  });

  test("that changes nothing is no edit", () => {
    expect(editOf(completed.instance, { outcome: { aversion: 35, emotions: {} }, note: "" })).toBeNull();
  });
});

describe("what can be edited", () => {
  const open = newLife().instance;
  test("an outcome only once it is completed", () => {
    expect(mayEdit(open, { outcome: { aversion: 1 } })).toBe(false);
    expect(mayEdit(completed.instance, { outcome: { aversion: 1 } })).toBe(true);
    expect(mayEdit(open, { forecast: { aversion: 1 }, note: "x", dueAt: null })).toBe(true);
  });
  test("a reason for cancelling only once it is cancelled", () => {
    const { instance } = live(newLife(), { do: "cancel", wait: 0, category: "other" });
    expect(mayEdit(instance, { cancelCategory: "deferred", cancelReason: "" })).toBe(true);
    expect(mayEdit(completed.instance, { cancelReason: "x" })).toBe(false);
  });
});

describe("taking back", () => {
  test("goes through the edits from the newest on", () => {
    const twice = [{ note: "one" }, { note: "two" }].reduce(
      (life, edit) => live(life, { do: "edit", edit, wait: 0 }),
      completed,
    );
    const notes: string[] = [];
    for (let life = twice, step = 0; step < 3; step++) {
      life = live(life, { do: "take-back", wait: 0 });
      notes.push(life.instance.note);
    }
    expect(notes).toEqual(["one", "", ""]);
  });

  test("is refused when something newer stands there", () => {
    const edited = live(newLife(), { do: "edit", edit: { dueAt: 5 }, wait: 0 });
    const postponed = live(edited, { do: "postpone", dueAt: 9, wait: 0 });
    const edit = lastEdit(postponed.events);
    expect(edit && takingBack(edited.instance, edit)).toMatchObject({ takesBack: 2, after: { dueAt: null } });
    expect(edit && takingBack(postponed.instance, edit)).toBeNull();
  });

  test("is refused when the outcome it would bring back was asked anew", () => {
    const edited = live(completed, { do: "edit", edit: { outcome: { relief: null } }, wait: 0 });
    const reopened = live(edited, { do: "reopen", wait: 0 });
    const edit = lastEdit(reopened.events);
    expect(edit && takingBack(reopened.instance, edit)).toBeNull();
  });
});
