import type { DestinationPlace } from "./destination-place.ts";
import { openFolder } from "./folder-destination.ts";
import { openS3 } from "./s3-destination.ts";

export interface StoredFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

export interface TransferOptions {
  /** Ends the transfer; the call then throws the signal's reason and leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** From 0 to 1, never falling. */
  readonly onProgress?: (share: number) => void;
}

/**
 * A place that stores and returns files by name, and knows nothing of what is in them. Names begin with a day, like
 * 2026-11-21T14-30-00Z-3f9a.ndjson.gz, and have no other signs than letters, digits, dots, hyphens and underscores.
 * Everything throws DestinationError when the place fails.
 */
export interface Destination {
  /** What a person is shown; never holds a secret. */
  readonly label: string;
  readonly kind: "folder" | "s3";
  /** Whole files with names as above, newest last. A place that was never used is empty. */
  list(): Promise<readonly StoredFile[]>;
  /**
   * Stores the local file under the name, then reads it back whole and compares size and SHA-256 (hex) with the
   * source; what differs is removed and an error. A name that exists is an error, never overwritten.
   */
  put(name: string, path: string, options?: TransferOptions): Promise<{ sha256: string; size: number }>;
  /** Stores a small text and may overwrite. */
  putText(name: string, text: string): Promise<void>;
  /** Null when there is no such file. */
  readText(name: string): Promise<string | null>;
  /** Copies the stored file to a new local file of mode 0600; one that exists is an error. */
  fetch(name: string, path: string, options?: TransferOptions): Promise<void>;
  /** A file that is not there is as good as removed. */
  remove(name: string): Promise<void>;
}

/** The destination at a place. Touches neither disk nor network before it is used. */
export function openDestination(place: DestinationPlace): Destination {
  return place.kind === "folder" ? openFolder(place) : openS3(place);
}
