import { z } from "zod";

export const backupLabels = [
  "scheduled",
  "manual",
  "pre-update",
  "before-restore",
  "before-rollback",
] as const;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);

/** What is known of a backup: JSON beside its archive. Fields of later versions are left out. */
export const receiptSchema = z.object({
  id: z.string(),
  label: z.enum(backupLabels),
  /** Epoch milliseconds, as all instants here. */
  takenAt: z.number(),
  /** When it was last restored and compared; null: never. */
  provenAt: z.number().nullable(),
  appVersion: z.string(),
  migrations: z.array(z.string()),
  /** What it was taken from; it can be restored into any. */
  engine: z.string(),
  rows: count,
  people: count,
  /** Of the canonical rows of all tables. */
  sha256: digest,
  tables: z.array(z.object({ name: z.string(), rows: count, sha256: digest })),
  /** As it lies at the destinations. */
  file: z.object({ name: z.string(), size: count, sha256: digest }),
  encrypted: z.boolean(),
  /** How long it took to make and prove. */
  seconds: z.number().min(0),
});

export type BackupReceipt = z.infer<typeof receiptSchema>;
export type BackupLabel = BackupReceipt["label"];

/** Null when the text is no receipt of that backup. */
export function parseReceipt(text: string, id: string): BackupReceipt | null {
  try {
    const receipt = receiptSchema.safeParse(JSON.parse(text));
    return receipt.success && receipt.data.id === id ? receipt.data : null;
  } catch {
    return null;
  }
}

export function writeReceipt(receipt: BackupReceipt): string {
  return `${JSON.stringify(receipt, null, 2)}\n`;
}
