/**
 * Why something was not done. No category carries a penalty; the neutral ones stay out of every denominator.
 * `imported` is the predecessor's spelling of the same category.
 */
export const cancelCategories = [
  {
    id: "did-while-another-ran",
    label: "Did it while doing something else",
    neutral: true,
    imported: "did_while_another_active",
  },
  { id: "deferred", label: "Moved it into a plan", neutral: true, imported: "deferred_to_plan" },
  { id: "could-not", label: "Could not do it", neutral: false, imported: "failed_to_complete" },
  { id: "accidental", label: "Started by accident", neutral: true, imported: "accidental_initialization" },
  { id: "test", label: "Only trying things out", neutral: true, imported: "development_test" },
  { id: "other", label: "Something else", neutral: false, imported: "other" },
] as const;

export type CancelCategory = (typeof cancelCategories)[number]["id"];

/** Left out of every figure: these never were a real go at the task. */
export const excludedCategories: readonly string[] = ["accidental", "test"];
