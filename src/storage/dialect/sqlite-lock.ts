import { StorageError } from "../storage-error.ts";
import { fromSqlite, isBusy } from "./sqlite-errors.ts";

/**
 * Tries until nobody else holds the lock, waiting with timers in between so that the process keeps answering.
 * Throws a StorageError 'busy' after `patience` milliseconds.
 */
export async function whenFree(attempt: () => void, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  for (let delay = 1; ; delay = Math.min(delay * 1.6, 40)) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!isBusy(error)) throw fromSqlite(error);
      if (performance.now() + delay > deadline) {
        throw new StorageError("busy", "The database was in use by another process for too long.");
      }
    }
    // Jitter, so that two waiting processes do not meet at every attempt.
    const wait = delay * (0.5 + Math.random());
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
