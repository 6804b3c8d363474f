import { z } from "zod";
import { idSchema, instantSchema } from "./primitives.ts";

export const importForms = [
  "archive",
  "predecessor-zip",
  "predecessor-folder",
  "predecessor-csv-mode",
  "predecessor-database",
] as const;

const tableCounts = z.object({
  new: z.number(),
  present: z.number(),
  repaired: z.number(),
  setAside: z.number(),
});
const reasonCount = z.object({ code: z.string(), count: z.number() });

/** What an import would do or did. Counts and codes; names only where a person must recognise their own row. */
export const importReportSchema = z.object({
  importId: idSchema.nullable(),
  dryRun: z.boolean(),
  form: z.enum(importForms),
  timezone: z.string(),
  /** Where the zone came from: `given`, the file's own preference, or `assumed` UTC. */
  timezoneSource: z.enum(["given", "file", "assumed"]),
  tables: z.record(z.string(), tableCounts),
  instances: z.object({ completed: z.number(), cancelled: z.number(), open: z.number() }),
  /** Why rows were repaired or set aside, by table. */
  repairs: z.array(reasonCount.extend({ table: z.string() })),
  setAside: z.array(reasonCount.extend({ table: z.string() })),
  /** Columns that look like 0–10 in rows made before an instant. */
  scale: z.object({
    proposals: z.array(z.object({ field: z.string(), before: instantSchema, rows: z.number() })),
    converted: z.boolean(),
  }),
  /** Rows of this source that were changed here since: left as they are. */
  changedHere: z.array(z.object({ table: z.string(), id: idSchema, name: z.string() })),
  notices: z.array(reasonCount),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export const importSchema = z.object({
  id: idSchema,
  state: z.enum(["reading", "proposed", "running", "done", "failed", "undone"]),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  /** 0–1 while reading or running. */
  progress: z.number().min(0).max(1),
  report: importReportSchema.nullable(),
  /** One sentence, when it failed. */
  problem: z.string().nullable(),
});
export type ImportView = z.infer<typeof importSchema>;
export const importListSchema = z.object({ items: z.array(importSchema) });

/** Carries a proposed import out. */
export const importApplySchema = z.object({
  timezone: z.string().optional(),
  convertScale: z.boolean().default(false),
});

export const importUndoReportSchema = z.object({
  importId: idSchema,
  removed: z.record(z.string(), z.number()),
  /** Changed here since, therefore kept. */
  kept: z.array(z.object({ table: z.string(), id: idSchema, name: z.string() })),
});
export type ImportUndoReport = z.infer<typeof importUndoReportSchema>;
