import type { Database } from "#storage/database.ts";
import { type InstallPlace, rememberInstallation } from "#storage/install-check.ts";

export interface RememberParts {
  /** Asked each time: after a restore it is another handle. */
  readonly database: () => Database;
  readonly place: InstallPlace;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly log: { debug(about: object, text: string): void };
}

const soon = 10 * 60_000;
const day = 24 * 60 * 60_000;

/** Notes in the data folder that there is data, at once and then daily; a failure does no harm to anybody. */
export async function startRemembering(parts: RememberParts): Promise<{ stop(): void }> {
  const remember = async () => {
    const { database, place, clock, newId, log } = parts;
    try {
      await rememberInstallation(database(), place, { now: clock(), newId });
    } catch (err) {
      // A data folder that cannot be written is allowed with a database elsewhere; held writers come back.
      log.debug({ err }, "the data folder could not be marked as one with data");
    }
  };
  await remember();
  // Whoever joins right after the first start is noted soon.
  const first = setTimeout(() => void remember(), soon).unref();
  const daily = setInterval(() => void remember(), day).unref();
  return {
    stop() {
      clearTimeout(first);
      clearInterval(daily);
    },
  };
}
