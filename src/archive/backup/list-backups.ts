import type { BackupContext } from "./backup-context.ts";
import { BackupError } from "./backup-error.ts";
import { takenAtOf } from "./backup-id.ts";
import type { BackupLabel } from "./receipt.ts";
import { type Sighting, surveyBackups } from "./survey-backups.ts";

/** A backup wherever it lies. What only a receipt knows is null without one. */
export interface ListedBackup {
  readonly id: string;
  readonly label: BackupLabel | null;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** When a copy of it was last restored and compared; null: none is proven. */
  readonly provenAt: number | null;
  readonly rows: number | null;
  readonly people: number | null;
  /** Bytes of its file. */
  readonly size: number;
  readonly encrypted: boolean;
  /** Labels of the destinations that have it. */
  readonly places: readonly string[];
  readonly troubles: readonly string[];
}

export interface BackupList {
  /** Newest first. */
  readonly backups: readonly ListedBackup[];
  /** A sentence for each destination that could not be looked into. */
  readonly troubles: readonly string[];
}

/** Every backup at any destination, newest first. Throws BackupError when no destination can be looked into. */
export async function listBackups(
  context: Pick<BackupContext, "destinations">,
): Promise<readonly ListedBackup[]> {
  const { backups, troubles } = await listEverywhere(context);
  if (troubles.length > 0 && troubles.length === context.destinations.length) {
    throw new BackupError("backup-not-found", troubles.join(" "));
  }
  return backups;
}

/** The same with what could not be looked into. */
export async function listEverywhere(context: Pick<BackupContext, "destinations">): Promise<BackupList> {
  const { sightings, troubles } = await surveyBackups(context);
  return { backups: mergeSightings(sightings), troubles };
}

export function mergeSightings(sightings: readonly Sighting[]): ListedBackup[] {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of sightings) groups.set(sighting.id, [...(groups.get(sighting.id) ?? []), sighting]);
  return [...groups.values()]
    .map(merged)
    .toSorted((one, other) => other.takenAt - one.takenAt || (one.id < other.id ? 1 : -1));
}

function merged(seen: readonly Sighting[]): ListedBackup {
  const [first] = seen;
  if (!first) throw new Error("A backup that nobody has seen cannot be listed.");
  const receipts = seen.flatMap(({ receipt }) => receipt ?? []);
  const proven = receipts.flatMap(({ provenAt }) => provenAt ?? []);
  const [known] = receipts;
  const isProven = proven.length > 0;
  return {
    id: first.id,
    label: known?.label ?? null,
    takenAt: known?.takenAt ?? takenAtOf(first.id),
    provenAt: isProven ? Math.max(...proven) : null,
    rows: known?.rows ?? null,
    people: known?.people ?? null,
    size: known?.file.size ?? first.file.size,
    encrypted: first.encrypted,
    places: seen.map(({ destination }) => destination.label),
    troubles: seen.flatMap((sighting) => troubleOf(sighting, isProven)),
  };
}

function troubleOf({ destination, receipt, trouble }: Sighting, isProven: boolean): string[] {
  if (trouble !== null) return [`${destination.label}: ${trouble}`];
  // A copy that is unproven everywhere says so by itself.
  return isProven && (receipt?.provenAt ?? null) === null
    ? [`${destination.label}: the copy there is not proven`]
    : [];
}
