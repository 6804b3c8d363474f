import { z } from "zod";
import packageJson from "../../../package.json" with { type: "json" };
import type { StoredTable } from "#storage/stored-tables.ts";

/** The version of the form, not of the schema. See docs/archive-format.md. */
export const formatVersion = 1;
export const archiveEnding = ".ndjson.gz";
export const encryptedEnding = ".ndjson.gz.age";

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);

const tableSchema = z.strictObject({
  name: z.string(),
  columns: z.array(z.tuple([z.string(), z.enum(["text", "integer", "real"])])),
  primaryKey: z.array(z.string()).min(1),
  owner: z.string().nullable(),
});

/** The first line of an archive. */
export const headerSchema = z.strictObject({
  archive: z.literal("task-aversion-system"),
  format: z.literal(formatVersion),
  scope: z.enum(["installation", "person"]),
  createdAt: z.iso.datetime(),
  appVersion: z.string(),
  /** Names of the schema's migrations: what the tables look like. */
  migrations: z.array(z.string()),
  tables: z.array(tableSchema),
});

/** The last line of an archive. */
export const manifestSchema = z.strictObject({
  tables: z.array(z.strictObject({ name: z.string(), rows: count, sha256: digest })),
  rows: count,
  /** Of the whole: over one line per table, its name, rows and digest. */
  sha256: digest,
});

export type ArchiveHeader = z.infer<typeof headerSchema>;
export type ArchiveManifest = z.infer<typeof manifestSchema>;
export type TableDigest = ArchiveManifest["tables"][number];

/** Whose schema an archive has that this version does not know, as sentences say it. It may have been written by this one. */
export function schemaOwner({ appVersion }: ArchiveHeader): string {
  return appVersion === packageJson.version ? `a newer version than ${appVersion}` : `version ${appVersion}`;
}

/** Table as the header writes it. */
export function headerTable({
  name,
  columns,
  primaryKey,
  owner,
}: StoredTable): ArchiveHeader["tables"][number] {
  return {
    name,
    columns: columns.map((column) => [column.name, column.type]),
    primaryKey: [...primaryKey],
    owner,
  };
}

export function storedTable(table: ArchiveHeader["tables"][number]): StoredTable {
  const columns = table.columns.map(([name, type]) => ({ name, type }));
  return { name: table.name, columns, primaryKey: table.primaryKey, owner: table.owner };
}
