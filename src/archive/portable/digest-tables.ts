import type { StoredTable } from "#storage/stored-tables.ts";
import { type AnyTx, readTable } from "#storage/table-rows.ts";
import type { ArchiveManifest, TableDigest } from "./archive-format.ts";
import { canonicalLines, manifestOf, TableDigester } from "./canonical-rows.ts";

/** Reads whole tables and takes their digests, as an archive of them would have. */
export async function digestTables(
  tx: AnyTx,
  tables: readonly StoredTable[],
  onRows: (rows: number) => void = () => {},
): Promise<ArchiveManifest> {
  const digests: TableDigest[] = [];
  for (const table of tables) {
    const digester = new TableDigester(table.name);
    for await (const rows of readTable(tx, table)) {
      digester.add(canonicalLines(rows), rows.length);
      onRows(rows.length);
    }
    digests.push(digester.end());
  }
  return manifestOf(digests);
}

/** The names of tables that differ between two manifests. */
export function differingTables(one: ArchiveManifest, other: ArchiveManifest): string[] {
  const theirs = new Map(other.tables.map((table) => [table.name, table]));
  const names = new Set([...one.tables, ...other.tables].map(({ name }) => name));
  const ours = new Map(one.tables.map((table) => [table.name, table]));
  return [...names].filter((name) => ours.get(name)?.sha256 !== theirs.get(name)?.sha256);
}
