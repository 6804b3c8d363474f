/** How far the start has come. `main` moves it on; the kernel answers by it. */
export interface Readiness {
  phase: "migrating" | "restoring" | "ready" | "failed";
  /** Share of the migration, or of a backup being put in place, that is done, 0 to 1. */
  progress: number;
}
