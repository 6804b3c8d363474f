import type { BackupContext } from "./backup-context.ts";
import { BackupError } from "./backup-error.ts";
import { receiptName } from "./backup-id.ts";
import { mergeSightings } from "./list-backups.ts";
import { type KeptBackup, toRemove } from "./retention.ts";
import { surveyBackups } from "./survey-backups.ts";

/**
 * Removes what the policy lets go, at each destination by itself, so that none is left without its last proven one.
 * Resolves to the ids, oldest first; with `dryRun` nothing is removed.
 */
export async function pruneBackups(
  context: BackupContext,
  options: { readonly dryRun?: boolean } = {},
): Promise<readonly string[]> {
  const { sightings, stray, troubles } = await surveyBackups(context);
  const removed = new Set<string>();
  for (const destination of context.destinations) {
    const here = sightings.filter((sighting) => sighting.destination === destination);
    const ids = toRemove(mergeSightings(here).map(kept), context.retention, context.clock());
    for (const { id, file } of here.filter((sighting) => ids.includes(sighting.id))) {
      removed.add(id);
      if (options.dryRun) continue;
      // The file first: a receipt alone is nothing, a file alone would be one more unproven backup.
      await destination.remove(file.name);
      await destination.remove(receiptName(id));
    }
  }
  if (!options.dryRun) for (const { destination, name } of stray) await destination.remove(name);
  if (troubles.length > 0 && sightings.length === 0) {
    throw new BackupError("backup-not-found", troubles.join(" "));
  }
  return [...removed].toSorted();

  function kept({
    id,
    takenAt,
    provenAt,
    people,
    label,
  }: ReturnType<typeof mergeSightings>[number]): KeptBackup {
    return {
      id,
      takenAt,
      proven: provenAt !== null,
      // Without a receipt it counts as full, and stays until a full one replaces it.
      people: people ?? 1,
      label: label ?? "manual",
    };
  }
}
