import { type DataPlace, dataPlaces, type PlaceParts } from "#archive/places/data-places.ts";
import type { Database } from "#storage/database.ts";
import { measureDatabase } from "#storage/dialect/database-size.ts";

/** A page that is looked at twice does not ask every store twice, in milliseconds. */
const fresh = 30_000;

/** Gives where the data of a running server lies, looked up at most twice a minute. */
export function serverPlaces(parts: PlaceParts, database: () => Database): () => Promise<DataPlace[]> {
  let last: { readonly at: number; readonly places: Promise<readonly DataPlace[]> } | undefined;
  return async () => {
    const now = performance.now();
    if (!last || now - last.at > fresh) {
      const looking = measureDatabase(database()).then(({ data }) =>
        dataPlaces(parts, { databaseBytes: data }),
      );
      last = { at: now, places: looking };
      looking.catch(() => {
        last = undefined;
      });
    }
    return [...(await last.places)];
  };
}
