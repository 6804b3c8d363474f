/** An emotion is asked before and after: a pair on −100…100, or a custom one on 0…100. */
export interface Emotion {
  id: string;
  kind: "pair" | "custom";
  /** The positive end of a pair, or the name of a custom emotion. */
  positive: string;
  /** The negative end of a pair; null for a custom emotion. */
  negative: string | null;
}

export interface EmotionPair extends Emotion {
  kind: "pair";
  negative: string;
}

/** The pairs every account begins with; their ids are the same for everybody. Source: domain decision 4, appendix B. */
export const defaultPairs: readonly EmotionPair[] = [
  { id: "calm-anxious", kind: "pair", positive: "calm", negative: "anxious" },
  { id: "happy-sad", kind: "pair", positive: "happy", negative: "sad" },
  { id: "energised-drained", kind: "pair", positive: "energised", negative: "drained" },
  { id: "excited-dreading", kind: "pair", positive: "excited", negative: "dreading" },
  { id: "focused-scattered", kind: "pair", positive: "focused", negative: "scattered" },
];

/** Emotion id → value: −100…100 for a pair, 0…100 for a custom one. An emotion not answered is absent. */
export type EmotionValues = Record<string, number>;
