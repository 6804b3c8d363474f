import { type Database, everyone } from "#storage/database.ts";
import { findLocal, keepLocal } from "#storage/local-state.ts";
import type { AlertMark, AlertMemory, AlertName } from "./alert-check.ts";

/**
 * Remembers in the database what the host was told, so that several processes tell it once; in this process alone
 * while the database cannot be written to, which may be what has to be told.
 */
export function databaseMemory(database: () => Database): AlertMemory {
  const remembered = new Map<AlertName, AlertMark | undefined>();
  const known = (name: AlertName, written: AlertMark | undefined) =>
    remembered.has(name) ? remembered.get(name) : written;

  return {
    async find(name) {
      try {
        const marks = await database().read(everyone, (tx) => findLocal(tx, "alerts"));
        return known(name, marks?.[name]);
      } catch {
        return remembered.get(name);
      }
    },
    async change(name, decide) {
      try {
        await database().write(everyone, async (tx) => {
          const { [name]: written, ...others } = (await findLocal(tx, "alerts")) ?? {};
          const decided = decide(known(name, written));
          const next = decided === null ? known(name, written) : decided.next;
          await keepLocal(tx, "alerts", next === undefined ? others : { ...others, [name]: next });
        });
        remembered.delete(name);
      } catch {
        const decided = decide(remembered.get(name));
        if (decided) remembered.set(name, decided.next);
      }
    },
  };
}
