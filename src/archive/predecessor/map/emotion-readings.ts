import type { Emotion, EmotionValues } from "#domain/emotion/emotion-pair.ts";
import type { SourceEmotionValues } from "../read/source-rows.ts";
import type { EmotionBook } from "./emotion-book.ts";
import type { GivenEmotions } from "./extra.ts";
import { jsonText } from "./json-text.ts";

/** What a name without a value counts as; such an answer is flagged `defaulted`. Source: domain 1.6. */
const bareIntensity = 50;

export interface EmotionReadings {
  readonly values: EmotionValues;
  /** Ids of those that came as bare names. */
  readonly bare: readonly string[];
  /** Pairs and names that are spelt otherwise than our list spells them. */
  readonly given: Record<string, GivenEmotions> | null;
  /** Whether any came with a value. */
  readonly valued: boolean;
  readonly outOfRange: boolean;
}

const nothing: EmotionReadings = { values: {}, bare: [], given: null, valued: false, outOfRange: false };

/** Names with 0–100 as ours: a pair's value is its positive end less its negative end. Source: domain 1.6. */
export function readEmotions(source: SourceEmotionValues, book: EmotionBook): EmotionReadings {
  if (source.values.size === 0 && source.bareNames.length === 0) return nothing;
  const values = new Map<string, number>();
  const odd = new Set<string>();
  const bare = new Set<string>();
  let outOfRange = false;
  const add = (name: string, intensity: number) => {
    const { id, sign, pair, written } = book.meaning(name);
    const value = Math.min(100, Math.max(0, intensity));
    outOfRange ||= value !== intensity;
    const earlier = values.get(id);
    // Two spellings of one custom emotion are not added up: the last one counts.
    const sum = pair ? (earlier ?? 0) + sign * value : value;
    values.set(id, Math.min(100, Math.max(-100, sum)) + 0);
    const plain = name === written && value === intensity && (sign === 1 || value > 0);
    if (!plain || earlier !== undefined) odd.add(id);
    return id;
  };
  for (const [name, intensity] of source.values) add(name, intensity);
  for (const name of source.bareNames) bare.add(add(name, bareIntensity));
  const valued = source.values.size > 0;
  const given = odd.size === 0 ? null : givenNames(source, book, values, odd);
  return { values: Object.fromEntries(values), bare: [...bare], given, valued, outOfRange };
}

/** The names and values behind the emotions that our list would spell otherwise. */
function givenNames(
  source: SourceEmotionValues,
  book: EmotionBook,
  values: ReadonlyMap<string, number>,
  odd: ReadonlySet<string>,
): Record<string, GivenEmotions> {
  const names = new Map<string, [string, number][]>([...odd].map((id) => [id, []]));
  for (const [name, intensity] of source.values) names.get(book.meaning(name).id)?.push([name, intensity]);
  for (const name of source.bareNames) names.get(book.meaning(name).id)?.push([name, bareIntensity]);
  return Object.fromEntries(
    [...names].map(([id, as]) => [id, { while: values.get(id) ?? 0, as: Object.fromEntries(as) }]),
  );
}

/** Our values as the predecessor names them; an emotion that is gone without a trace is named by its id. */
export function namedEmotions(
  values: EmotionValues,
  emotions: ReadonlyMap<string, Emotion>,
  given: Readonly<Record<string, GivenEmotions>> | undefined,
): Record<string, number> {
  const entries: [string, number][] = [];
  for (const id of Object.keys(values)) {
    const value = values[id] ?? 0;
    const spelt = given !== undefined && Object.hasOwn(given, id) ? given[id] : undefined;
    if (spelt !== undefined && spelt.while === value) {
      entries.push(...Object.entries(spelt.as));
      continue;
    }
    const emotion = emotions.get(id);
    entries.push(emotion === undefined ? [id, Math.abs(value)] : canonicalEntry(emotion, value));
  }
  return Object.fromEntries(entries);
}

function canonicalEntry(emotion: Emotion, value: number): [string, number] {
  const name = value < 0 && emotion.negative !== null ? emotion.negative : emotion.positive;
  return [jsonText(name), Math.abs(value)];
}
