import { CliError } from "./cli-error.ts";

/** Runs work that Ctrl+C or a signal stops in good order; asked a second time, the process ends at once. */
export async function untilSignalled<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    throw new CliError("stopped", "It was stopped before it was done; nothing of it was kept.");
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
