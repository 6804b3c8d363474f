import { describe, expect, test } from "vitest";
import { completeOf, emptyFinishDraft } from "./finish-draft.ts";
import { type EditDraft, patchOf } from "./edit-draft.ts";
import { beginOf, emptyStartDraft } from "./start-draft.ts";

describe("what is sent from a form", () => {
  test("an untouched start sends no answer at all", () => {
    expect(beginOf(emptyStartDraft, "UTC")).toEqual({ forecast: {} });
  });

  test("an untouched finish sends no answer at all", () => {
    expect(completeOf(emptyFinishDraft)).toEqual({ outcome: {} });
  });

  test("zero is an answer, and a cleared scale is none", () => {
    const draft = { ...emptyStartDraft, scales: { aversion: 0, relief: null }, emotions: { calm: null } };
    expect(beginOf(draft, "UTC").forecast).toEqual({ aversion: 0 });
    const finish = { ...emptyFinishDraft, scales: { aversion: 0 }, completion: 0, emotions: { calm: -20 } };
    expect(completeOf(finish).outcome).toEqual({ aversion: 0, completion: 0, emotions: { calm: -20 } });
  });

  test("a note is sent as it was written, blank lines and all", () => {
    expect(completeOf({ ...emptyFinishDraft, note: " one\n\ntwo " }).note).toBe(" one\n\ntwo ");
  });

  test("an edit sends only what was changed; taking an answer away sends null", () => {
    const before: EditDraft = {
      forecast: { aversion: 80, relief: null },
      forecastMinutes: "20",
      forecastEmotions: { calm: 10 },
      outcome: { aversion: 35 },
      outcomeMinutes: "",
      outcomeEmotions: {},
      completion: null,
      note: "",
      description: "",
      place: "home",
      dueDay: null,
      cancelCategory: null,
      cancelReason: "",
    };
    expect(patchOf(before, before, "UTC")).toEqual({});
    const after = {
      ...before,
      forecast: { aversion: 80, relief: 10 },
      outcome: { aversion: null },
      place: "",
    };
    expect(patchOf(before, after, "UTC")).toEqual({
      forecast: { relief: 10 },
      outcome: { aversion: null },
      place: null,
    });
  });
});
