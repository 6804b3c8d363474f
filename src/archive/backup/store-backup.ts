import type { Destination } from "./destination/destination.ts";
import { DestinationError } from "./destination/destination-error.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { receiptName } from "./backup-id.ts";
import { type BackupReceipt, writeReceipt } from "./receipt.ts";

export interface Stored {
  /** Labels of the destinations that have it, with its receipt. */
  readonly places: readonly string[];
  /** A sentence for each destination that failed. */
  readonly troubles: readonly string[];
}

/**
 * Gives a file and its receipt to every destination, each for itself; the receipt comes last, so that without one a file
 * counts as unproven. Throws BackupError 'not-stored' when none has both, and the signal's reason.
 */
export async function storeBackup(
  destinations: readonly Destination[],
  path: string,
  receipt: BackupReceipt,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
): Promise<Stored> {
  const { signal, onProgress = () => {} } = options;
  const shares = destinations.map(() => 0);
  const put = async (destination: Destination, index: number) => {
    await storeAt(destination, path, receipt, {
      ...(signal ? { signal } : {}),
      onProgress(share) {
        shares[index] = share;
        onProgress(shares.reduce((sum, one) => sum + one, 0) / shares.length);
      },
    });
  };
  const results = await Promise.allSettled(destinations.map(put));
  signal?.throwIfAborted();
  const places: string[] = [];
  const troubles: string[] = [];
  for (const [index, result] of results.entries()) {
    const label = destinations[index]?.label ?? "";
    if (result.status === "fulfilled") places.push(label);
    else troubles.push(`Not stored at ${label}: ${sentenceOf(result.reason)}`);
  }
  if (places.length > 0) return { places, troubles };
  throw new BackupError("not-stored", `The backup is stored nowhere. ${troubles.join(" ")}`);
}

async function storeAt(
  destination: Destination,
  path: string,
  receipt: BackupReceipt,
  options: { readonly signal?: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<void> {
  const { name, size, sha256 } = receipt.file;
  const stored = await destination.put(name, path, options);
  try {
    if (stored.size !== size || stored.sha256 !== sha256) {
      throw new DestinationError(
        "corrupt",
        "The file changed between being made and being stored; look after the disk with the data folder.",
      );
    }
    options.signal?.throwIfAborted();
    await destination.putText(receiptName(receipt.id), writeReceipt(receipt));
  } catch (error) {
    // What stays nevertheless has no receipt, and is listed as not proven.
    await destination.remove(name).catch(() => {});
    throw error;
  }
}
