/** How far the start has come. `main` moves it on; the kernel answers by it. */
export interface Readiness {
  phase: "migrating" | "ready" | "failed";
  /** Share of the migration that is done, 0 to 1. */
  progress: number;
}
