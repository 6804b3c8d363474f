/** How the source said it: given back while `while` is still what our columns say. Without `as`, it said nothing. */
export interface Spelt {
  readonly while: unknown;
  readonly as?: unknown;
  /** Of a time: the instant (epoch milliseconds) it was read as. */
  readonly read?: number;
}

/** The emotions of one pair as the source named them, while the pair's value is the same. */
export interface GivenEmotions {
  readonly while: number;
  readonly as: Readonly<Record<string, number>>;
}

export type Part = "columns" | "predicted" | "actual";

/** What `extra.predecessor` holds: see docs/predecessor-format.md. */
export interface PredecessorExtra {
  /** What has no column here: columns as text, JSON keys as values. */
  columns?: Record<string, unknown>;
  predicted?: Record<string, unknown>;
  actual?: Record<string, unknown>;
  /** JSON cells that held no object: the text, while our columns give this object. */
  whole?: Partial<Record<Part, Spelt>>;
  spelling?: Partial<Record<Part, Record<string, Spelt>>>;
  emotionsBefore?: Record<string, GivenEmotions>;
  emotionsAfter?: Record<string, GivenEmotions>;
  postponements?: readonly unknown[];
  /** Values a form had filled in by itself. */
  defaulted?: Record<string, number>;
  /** The task's first instance: it carries `initial_aversion`. */
  first?: true;
  /** An emotion that was not in the vocabulary. */
  unlisted?: true;
  /** A task that only its instances knew. */
  placeholder?: true;
}

export function extraText(extra: PredecessorExtra): string {
  return JSON.stringify(Object.keys(extra).length === 0 ? {} : { predecessor: extra });
}

export function predecessorExtra(text: string): PredecessorExtra {
  if (text === "{}" || text === "") return {};
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null || !("predecessor" in parsed)) return {};
  // Written by `extraText` and by nothing else.
  return typeof parsed.predecessor === "object" && parsed.predecessor !== null ? parsed.predecessor : {};
}
