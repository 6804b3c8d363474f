import type { FieldProvenance, Forecast, Instance, Outcome } from "./instance.ts";

type Answered = Pick<Instance, "forecast" | "outcome" | "provenance">;

/** Forecast and outcome as answered by hand: what is named becomes the person's own, null makes it untouched again. */
export function withAnswers(
  instance: Answered,
  answers: { forecast?: Partial<Forecast>; outcome?: Partial<Outcome> },
): Answered {
  const provenance = { ...instance.provenance };
  for (const group of ["forecast", "outcome"] as const) {
    const current = instance[group];
    for (const [field, value] of Object.entries(answers[group] ?? {})) {
      if (value === undefined) continue;
      // The entries' keys are those of Forecast or Outcome.
      if (sameValue(value, current[field as keyof typeof current])) continue;
      const name = `${group}.${field}`;
      if (isAnswer(value)) provenance[name] = "touched";
      else delete provenance[name];
    }
  }
  return {
    forecast: { ...instance.forecast, ...definedOf(answers.forecast ?? {}) },
    outcome: { ...instance.outcome, ...definedOf(answers.outcome ?? {}) },
    provenance,
  };
}

/** Provenance of everything but the outcome. */
export function withoutOutcome(provenance: Record<string, FieldProvenance>): Record<string, FieldProvenance> {
  return Object.fromEntries(Object.entries(provenance).filter(([name]) => !name.startsWith("outcome.")));
}

/** Equal as stored values: numbers, texts, null, and flat or nested records of them, whatever their key order. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const left = new Map(Object.entries(one));
  const right = new Map(Object.entries(other));
  return left.size === right.size && [...left].every(([key, value]) => sameValue(value, right.get(key)));
}

/** A record without its undefined values: what was not given leaves alone what is there. */
export function definedOf<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  // Only the undefined values are taken out; what remains has the types it had.
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function isAnswer(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "object" && value !== null && !isEmptyRecord(value));
}

function isEmptyRecord(value: object): boolean {
  return Object.keys(value).length === 0;
}
