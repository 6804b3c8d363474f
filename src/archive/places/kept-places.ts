import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { damagedFilesBeside } from "#storage/dialect/database-files.ts";
import { backupPlan } from "../backup/backup-context.ts";
import { unlistedCopy } from "../backup/safety-copy.ts";
import type { ReplicaPlace } from "../replication/replica-place.ts";
import type { DataPlace, PlaceParts } from "./data-places.ts";
import { fileSize, folderSize } from "./folder-size.ts";

/** What restores kept outside of every list of backups: copies of what they replaced, and damaged files. */
export async function keptPlaces(parts: PlaceParts): Promise<DataPlace[]> {
  const { workFolder } = backupPlan(parts);
  const names = (await readdir(workFolder).catch(() => [])).filter((name) => name.startsWith(unlistedCopy));
  const copies = names.toSorted().map((name) => join(workFolder, name));
  const damaged = await damagedFilesBeside(parts.database);
  return Promise.all([
    ...copies.map((path) =>
      place(path, "Kept before a restore", `tas backup restore "${path}" goes back to it`),
    ),
    ...damaged.map((path) =>
      place(
        path,
        "Damaged database, kept",
        path.endsWith("-wal")
          ? `belongs to ${basename(path, "-wal")}`
          : "tas rescue may get more out of it; in no backup",
      ),
    ),
  ]);
}

async function place(path: string, label: string, note: string): Promise<DataPlace> {
  return { kind: "kept", label, path, bytes: await fileSize(path), note };
}

/** Where every change is copied to at once; nothing where that is off. */
export async function replicaPlaces(replica: ReplicaPlace | null): Promise<DataPlace[]> {
  if (replica === null) return [];
  const own = { kind: "replica", label: "Copy of every change", path: replica.label } as const;
  if (replica.kind === "s3") return [{ ...own, bytes: null, note: "kept by the object store, not measured" }];
  const bytes = await folderSize(replica.path);
  return [{ ...own, path: replica.path, bytes, note: bytes === null ? "nothing there yet" : null }];
}
