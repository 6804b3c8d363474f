import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import { foldText } from "#domain/text/fold-text.ts";
import { looksEscaped, unescapeOnce } from "../read/escaped-text.ts";
import { jsonText } from "./json-text.ts";

/** What a name of the predecessor means here: an emotion, and for a pair which of its ends. */
export interface EmotionMeaning {
  readonly id: string;
  readonly sign: 1 | -1;
  readonly pair: boolean;
  /** How an export names that end. */
  readonly written: string;
}

/** Finds the emotion a name means; a name nobody knows becomes a custom emotion. Other forms of a word are not guessed. */
export class EmotionBook {
  readonly #meanings = new Map<string, EmotionMeaning>();
  readonly #byName = new Map<string, EmotionMeaning>();
  readonly #emotions = new Map<string, Emotion>();
  readonly #newId: () => string;
  readonly #made: Emotion[] = [];

  constructor(emotions: readonly Emotion[], newId: () => string) {
    this.#newId = newId;
    // Pairs first: they win over a custom emotion of the same name.
    for (const emotion of [...emotions].sort(
      (a, b) => Number(a.kind === "custom") - Number(b.kind === "custom"),
    )) {
      this.#add(emotion);
    }
  }

  /** The custom emotions that were made, in the order in which their names came up. */
  get made(): readonly Emotion[] {
    return this.#made;
  }

  get emotions(): ReadonlyMap<string, Emotion> {
    return this.#emotions;
  }

  knows(name: string): boolean {
    return this.#meanings.has(keyOf(plainName(name)));
  }

  meaning(name: string): EmotionMeaning {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const plain = plainName(name);
    const key = keyOf(plain);
    let meaning = this.#meanings.get(key);
    if (meaning === undefined) {
      const emotion: Emotion = { id: this.#newId(), kind: "custom", positive: plain, negative: null };
      this.#made.push(emotion);
      this.#add(emotion);
      meaning = { id: emotion.id, sign: 1, pair: false, written: jsonText(plain) };
    }
    this.#byName.set(name, meaning);
    return meaning;
  }

  #add(emotion: Emotion): void {
    this.#emotions.set(emotion.id, emotion);
    const pair = emotion.negative !== null;
    const ends = [
      [emotion.positive, 1],
      [emotion.negative, -1],
    ] as const;
    for (const [name, sign] of ends) {
      if (name === null) continue;
      const key = keyOf(name);
      if (this.#meanings.has(key)) continue;
      this.#meanings.set(key, { id: emotion.id, sign, pair, written: jsonText(name) });
    }
  }
}

function plainName(name: string): string {
  return looksEscaped(name) ? unescapeOnce(name) : name;
}

/** The same folding as an emotion's `name_key`. */
function keyOf(name: string): string {
  return foldText(name).trim();
}
