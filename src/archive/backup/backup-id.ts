import { randomBytes } from "node:crypto";
import { archiveEnding, encryptedEnding } from "../portable/archive-format.ts";

const pattern = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z-[0-9a-f]{4}$/;
const receiptEnding = ".receipt.json";

/** A new id: the UTC second and four random hex digits. `now` in epoch milliseconds. */
export function newBackupId(now: number): string {
  const second = new Date(now).toISOString().slice(0, 19).replaceAll(":", "-");
  return `${second}Z-${randomBytes(2).toString("hex")}`;
}

export function isBackupId(text: string): boolean {
  return pattern.test(text) && Number.isFinite(takenAtOf(text));
}

/** Epoch milliseconds, exact to the second. */
export function takenAtOf(id: string): number {
  const [, day, hour, minute, second] = pattern.exec(id) ?? [];
  return Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

export function archiveName(id: string, isEncrypted: boolean): string {
  return id + (isEncrypted ? encryptedEnding : archiveEnding);
}

export function receiptName(id: string): string {
  return id + receiptEnding;
}

/** What a stored file is, or null when it is no file of a backup. */
export function partOf(name: string): { readonly id: string; readonly kind: "archive" | "receipt" } | null {
  for (const [ending, kind] of [
    [encryptedEnding, "archive"],
    [archiveEnding, "archive"],
    [receiptEnding, "receipt"],
  ] as const) {
    const id = name.slice(0, -ending.length);
    if (name.endsWith(ending) && isBackupId(id)) return { id, kind };
  }
  return null;
}
