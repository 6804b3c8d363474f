import { encryptedEnding } from "../portable/archive-format.ts";
import type { BackupContext } from "./backup-context.ts";
import { sentenceOf } from "./backup-error.ts";
import { partOf, receiptName } from "./backup-id.ts";
import type { Destination, StoredFile } from "./destination/destination.ts";
import { type BackupReceipt, parseReceipt } from "./receipt.ts";

/** A backup's file at one destination. */
export interface Sighting {
  readonly id: string;
  readonly destination: Destination;
  readonly file: StoredFile;
  readonly encrypted: boolean;
  /** Null when there is none, or it is not of this file. */
  readonly receipt: BackupReceipt | null;
  readonly trouble: string | null;
}

export interface Survey {
  readonly sightings: readonly Sighting[];
  /** Receipts without a file, which a killed removal leaves behind. */
  readonly stray: readonly { readonly destination: Destination; readonly name: string }[];
  /** A sentence for each destination that could not be looked into. */
  readonly troubles: readonly string[];
}

const atOnce = 8;

/** Looks into every destination; one that fails is a trouble and hides nothing of the others. */
export async function surveyBackups({ destinations }: Pick<BackupContext, "destinations">): Promise<Survey> {
  const looks = await Promise.allSettled(destinations.map(lookInto));
  const sightings: Sighting[] = [];
  const stray: Survey["stray"][number][] = [];
  const troubles: string[] = [];
  for (const [index, look] of looks.entries()) {
    const destination = destinations[index];
    if (!destination) continue;
    if (look.status === "rejected") {
      troubles.push(`${destination.label} cannot be looked into: ${sentenceOf(look.reason)}`);
    } else {
      sightings.push(...look.value.sightings);
      stray.push(...look.value.stray.map((name) => ({ destination, name })));
    }
  }
  return { sightings, stray, troubles };
}

async function lookInto(destination: Destination) {
  const files = await destination.list();
  const receipts = new Set<string>();
  const archives: { id: string; file: StoredFile }[] = [];
  for (const file of files) {
    const part = partOf(file.name);
    if (part?.kind === "receipt") receipts.add(part.id);
    if (part?.kind === "archive") archives.push({ id: part.id, file });
  }
  const sightings: Sighting[] = [];
  for (let start = 0; start < archives.length; start += atOnce) {
    const some = archives.slice(start, start + atOnce);
    const seen = some.map(({ id, file }) => sight(destination, id, file, receipts.has(id)));
    sightings.push(...(await Promise.all(seen)));
  }
  const present = new Set(archives.map(({ id }) => id));
  const stray = [...receipts].filter((id) => !present.has(id)).map(receiptName);
  return { sightings, stray };
}

async function sight(
  destination: Destination,
  id: string,
  file: StoredFile,
  hasReceipt: boolean,
): Promise<Sighting> {
  const base = { id, destination, file, encrypted: file.name.endsWith(encryptedEnding) };
  const text = hasReceipt ? await destination.readText(receiptName(id)) : null;
  if (text === null) return { ...base, receipt: null, trouble: null };
  const receipt = parseReceipt(text, id);
  if (receipt?.file.name !== file.name) return { ...base, receipt: null, trouble: "its receipt is damaged" };
  if (receipt.file.size !== file.size) {
    return { ...base, receipt: null, trouble: "the file has not the size that its receipt names" };
  }
  return { ...base, receipt, trouble: null };
}
