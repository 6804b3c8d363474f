import type { z } from "zod";
import type {
  cancelBodySchema,
  CompleteBody,
  ForecastInput,
  forecastBodySchema,
  pauseBodySchema,
  postponeBodySchema,
} from "#contract/instance.ts";
import type { Person } from "#domain/account/person.ts";
import { sameValue } from "#domain/instance/answers.ts";
import { completionOf } from "#domain/instance/completion.ts";
import type { Instance } from "#domain/instance/instance.ts";
import type { InstanceEventBody } from "#domain/instance/instance-event.ts";
import { closingTime } from "#domain/instance/work-clock.ts";
import { localDay } from "#domain/time/local-day.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Tx } from "#storage/database.ts";
import type { StoredInstance } from "#storage/instance.ts";
import { ownInstance } from "./access.ts";
import { checkCategory, checkEmotions } from "./check-answers.ts";
import { instantOf, instantOrNull } from "./instant-of.ts";
import { guard, recordEvent } from "./record-event.ts";

/** Keeps what the person expects. Possible again until it is started. */
export async function recordForecast(
  tx: Tx,
  person: Person,
  id: string,
  input: z.output<typeof forecastBodySchema>,
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstance(tx, person, id);
  guard(stored.instance, "initialized", at);
  await checkEmotions(tx, person, stored.instance, input);
  const { forecast, place, description, dueAt } = input;
  const payload = {
    forecast,
    place,
    description,
    dueAt: dueAt === undefined ? undefined : instantOrNull(dueAt),
  };
  return await recordEvent(tx, person, stored, { type: "initialized", payload }, at);
}

/** Starts the clock; a forecast that comes along is kept first, in the same transaction. */
export async function startInstance(
  tx: Tx,
  person: Person,
  id: string,
  input: { forecast?: ForecastInput | undefined },
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstance(tx, person, id);
  guard(stored.instance, "started", at);
  const forecast = input.forecast;
  // A start without a single answer stays a start without a forecast.
  const answered =
    forecast !== undefined &&
    Object.values(forecast).some((value) => value !== null && !sameValue(value, {}));
  const told = answered ? await recordForecast(tx, person, id, { forecast }, at) : stored;
  return await recordEvent(tx, person, told, { type: "started", payload: {} }, at);
}

export async function pauseInstance(
  tx: Tx,
  person: Person,
  id: string,
  input: z.output<typeof pauseBodySchema>,
  at: Moment,
): Promise<StoredInstance> {
  const { reason, progress } = input;
  const payload = { reason, progress: progress ?? undefined };
  return await happen(tx, person, id, { type: "paused", payload }, at);
}

export async function resumeInstance(
  tx: Tx,
  person: Person,
  id: string,
  at: Moment,
): Promise<StoredInstance> {
  return await happen(tx, person, id, { type: "resumed", payload: {} }, at);
}

/** Not now: counts it and moves the due date if one is given. A running clock goes on. */
export async function postponeInstance(
  tx: Tx,
  person: Person,
  id: string,
  input: z.output<typeof postponeBodySchema>,
  at: Moment,
): Promise<StoredInstance> {
  const { reason, dueAt } = input;
  const payload = { reason, dueAt: dueAt === undefined ? undefined : instantOf(dueAt) };
  return await happen(tx, person, id, { type: "postponed", payload }, at);
}

/** Finishes it, from any open state and with or without an outcome. */
export async function completeInstance(
  tx: Tx,
  person: Person,
  id: string,
  input: CompleteBody,
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstance(tx, person, id);
  guard(stored.instance, "completed", at);
  await checkEmotions(tx, person, stored.instance, input);
  const payload = completionOf(stored.instance, input, closingDay(stored.instance, person, at));
  return await recordEvent(tx, person, stored, { type: "completed", payload }, at);
}

/** "Not this": puts it aside with a category. No category costs anything. */
export async function cancelInstance(
  tx: Tx,
  person: Person,
  id: string,
  input: z.output<typeof cancelBodySchema>,
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstance(tx, person, id);
  checkCategory(input.category);
  const { category, reason } = input;
  const payload = { category, reason, closedOn: closingDay(stored.instance, person, at) };
  return await recordEvent(tx, person, stored, { type: "cancelled", payload }, at);
}

/** Undoes a finish or a cancellation of the last 30 days. The outcome is asked anew; the log keeps the old one. */
export async function reopenInstance(
  tx: Tx,
  person: Person,
  id: string,
  at: Moment,
): Promise<StoredInstance> {
  return await happen(tx, person, id, { type: "reopened", payload: {} }, at);
}

async function happen(tx: Tx, person: Person, id: string, body: InstanceEventBody, at: Moment) {
  return await recordEvent(tx, person, await ownInstance(tx, person, id), body, at);
}

/** The person's own day on which it counts as closed. */
function closingDay(instance: Instance, person: Person, at: Moment): string {
  return localDay(closingTime(instance, at.now), person.timeZone);
}
