/** The readings that may have been kept on 0–10 by older versions. */
export type ScaleField =
  | `forecast.${"aversion" | "relief" | "mentalEnergy" | "difficulty" | "emotional" | "physical" | "stress" | "motivation"}`
  | `outcome.${"aversion" | "relief" | "mentalEnergy" | "difficulty" | "emotional" | "physical" | "stress"}`;

/** "These rows look like 0–10 in this field": those created before the instant (epoch milliseconds). */
export interface ScaleProposal {
  readonly field: ScaleField;
  readonly before: number;
  readonly rows: number;
}
