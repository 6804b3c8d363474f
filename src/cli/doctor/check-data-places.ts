import { type DataPlace, dataPlaces } from "#archive/places/data-places.ts";
import type { Config } from "#config/config.ts";
import { openDatabase } from "#storage/database.ts";
import { measureDatabase } from "#storage/dialect/database-size.ts";
import type { Finding } from "#storage/dialect/inspect-engine.ts";

/** "Where is my data?": every place with its full path and size. Changes nothing. `isReached`: the database answers. */
export async function checkDataPlaces(config: Config, isReached: boolean): Promise<readonly Finding[]> {
  const databaseBytes = isReached ? await serverBytes(config) : null;
  const places = await dataPlaces(config, { databaseBytes });
  return places.map(
    (place): Finding => ({ name: place.kind.replace("-", " "), state: "ok", saw: said(place) }),
  );
}

/** Of a database that a server keeps; a file is measured as it lies there, and is not opened for it. */
async function serverBytes({ database: location }: Config): Promise<number | null> {
  if ("path" in location) return null;
  try {
    const database = await openDatabase(location, { poolSize: 1 });
    try {
      return (await measureDatabase(database)).data;
    } finally {
      await database.close();
    }
  } catch {
    // That it cannot be reached is said by the check of the database.
    return null;
  }
}

function said({ label, path, bytes, note }: DataPlace): string {
  const more = [...(bytes === null ? [] : [readableBytes(bytes)]), ...(note === null ? [] : [note])];
  return `${label}: ${path}${more.length === 0 ? "" : ` (${more.join("; ")})`}`;
}

function readableBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}
