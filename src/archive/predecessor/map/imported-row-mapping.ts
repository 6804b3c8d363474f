import type { ImportedRowTable } from "#storage/schema.ts";
import type { SourceRow } from "../read/source-rows.ts";
import { type SourceTableName, tableOfName } from "../read/source-tables.ts";
import { parseJson } from "../read/json-cell.ts";
import { asObject } from "../read/json-values.ts";
import type { PredecessorExtra } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import type { Mapped } from "./mapped.ts";
import type { ExportCells } from "./unmap-context.ts";

/**
 * A row that has no table here, as it was. With `extra`, the row itself is in a table and this keeps what that has no
 * column for.
 */
export function importedRow(
  file: SourceTableName,
  sourceId: string,
  source: SourceRow,
  context: MapContext,
  extra?: PredecessorExtra,
): Mapped<ImportedRowTable> {
  const content = extra === undefined ? { row: cellsInOrder(source.raw) } : { predecessor: extra };
  const row: ImportedRowTable = {
    userId: context.input.userId,
    id: context.idFor(file, `kept:${sourceId}`),
    file,
    sourceId,
    position: source.line,
    content: JSON.stringify(content),
    importId: context.input.importId,
  };
  return { sourceId, row };
}

/** The file and the cells of a row that has no table here; null if the row itself is in one. */
export function unmapImportedRow(
  row: Pick<ImportedRowTable, "file" | "content">,
): { table: SourceTableName; cells: ExportCells } | null {
  const table = tableOfName(row.file);
  const content = asObject(parseJson(row.content).value);
  if (table === null || !Array.isArray(content?.row)) return null;
  const cells = content.row.flatMap((cell: unknown): [string, string][] =>
    Array.isArray(cell) && typeof cell[0] === "string" && typeof cell[1] === "string"
      ? [[cell[0], cell[1]]]
      : [],
  );
  return { table, cells: Object.fromEntries(cells) };
}

/** A list, because an object would put columns named like numbers first. */
function cellsInOrder(raw: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(raw);
}
