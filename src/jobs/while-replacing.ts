/** How far the server is, as health checks are told. */
interface Phase {
  phase: string;
  progress: number;
}

const replacing: ReadonlySet<string> = new Set(["restore", "compare"]);

/** From when a backup takes the place of the data until it is in use, everybody waits. */
export async function whileReplacing<T>(
  readiness: Phase,
  work: (onProgress: (stage: string, share: number) => void) => Promise<T>,
  reopen: () => Promise<void>,
): Promise<T> {
  try {
    return await work((stage, share) => {
      if (!replacing.has(stage)) return;
      readiness.phase = "restoring";
      readiness.progress = share;
    });
  } finally {
    // Also after a failure: the state before is in use again, and without a new handle the old one still is.
    await reopen().finally(() => {
      readiness.phase = "ready";
    });
  }
}
