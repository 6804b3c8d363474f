import { z } from "zod";

/** UUIDv7 made by the app, or one of the fixed emotion ids. Never interpreted. */
export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._:-]+$/);

/**
 * An instant as it is sent out: ISO 8601 in UTC, for example `2026-11-21T10:00:00.000Z`. Not checked: an import may have
 * brought a year of five digits, and that must not keep a whole list from being seen.
 */
export const instantSchema = z.string().meta({ format: "date-time" });

/** An instant as people give it; in UTC its year has four digits, so that it can be sent out again. */
export const givenInstantSchema = z.iso.datetime({ offset: true }).refine((text) => {
  const instant = Date.parse(text);
  return instant >= Date.parse("0000-01-01T00:00:00Z") && instant <= Date.parse("9999-12-31T23:59:59.999Z");
}, "This lies too far away; use a year from 0 to 9999.");

/** A person's own day, YYYY-MM-DD. */
export const daySchema = z.iso.date();

const nulCharacter = "\u0000";

/** Text as people write it: any Unicode but NUL and halves of surrogate pairs, which no database keeps faithfully. */
export function textSchema(maximum: number) {
  return z
    .string()
    .max(maximum, `Keep this under ${maximum.toLocaleString("en")} characters.`)
    .refine(
      (text) => !text.includes(nulCharacter) && text.isWellFormed(),
      "This holds characters that cannot be stored.",
    );
}

/** Letters, digits, signs: anything but blanks, and characters that nobody sees. */
const visible = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A name: text with something to see in it, without line breaks; spaces around it do not count. */
export function nameSchema(maximum: number, empty: string) {
  return textSchema(maximum)
    .transform((text) => text.replace(/\s+/gu, " ").trim())
    .pipe(z.string().refine((text) => visible.test(text), empty));
}

/** 0–100, null when untouched. */
export const scaleSchema = z.number("Pick a number from 0 to 100.").min(0).max(100).nullable();

/** Percent done: 0–200; imported rows may hold more. */
export const completionSchema = z
  .number("Percent done needs to be a number from 0 to 200.")
  .min(0)
  .max(200)
  .nullable();

export const minutesSchema = z
  .number("Minutes need to be a number, like 25.")
  .min(0, "Minutes cannot be fewer than 0.")
  .max(100_000, "Minutes need to be a number under 100,000.")
  .nullable();

export const timeZoneSchema = z
  .string()
  .max(64)
  .refine((name) => /^[a-z]/iu.test(name) && isTimeZone(name), "Use a time zone name like Europe/Berlin.");

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Emotion id → −100…100. Which end of that range is allowed depends on the emotion and is checked by the action. */
export const emotionValuesSchema = z.record(idSchema, z.number().min(-100).max(100));

export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
