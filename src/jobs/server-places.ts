import type { BackupList } from "#archive/backup/list-backups.ts";
import { type DataPlace, dataPlaces, type PlaceParts } from "#archive/places/data-places.ts";
import type { Database } from "#storage/database.ts";
import { measureDatabase } from "#storage/dialect/database-size.ts";

/** A page that is looked at twice does not measure every folder twice, in milliseconds. */
const fresh = 30_000;

/** Gives where the data of a running server lies, measured at most twice a minute, or when other backups were listed. */
export function serverPlaces(
  parts: PlaceParts,
  database: () => Database,
): (backups: BackupList) => Promise<DataPlace[]> {
  let last:
    | { readonly at: number; readonly backups: BackupList; readonly places: Promise<readonly DataPlace[]> }
    | undefined;
  return async (backups) => {
    const now = performance.now();
    if (!last || last.backups !== backups || now - last.at > fresh) {
      const looking = measureDatabase(database()).then(({ data }) =>
        dataPlaces(parts, { databaseBytes: data, backups }),
      );
      last = { at: now, backups, places: looking };
      looking.catch(() => {
        last = undefined;
      });
    }
    return [...(await last.places)];
  };
}
