import { CsvError, parse } from "csv-parse";
import type { CsvText } from "./csv-text.ts";
import { readCsvText } from "./csv-text.ts";
import type { ReportCollector } from "./report-collector.ts";
import { SourceError } from "./source-error.ts";
import { baseName, type SourceFile } from "./source-file.ts";
import type { SourceTableName } from "./source-tables.ts";
import { TableReader } from "./table-reader.ts";

const chunkBytes = 1 << 20;

/** Reads one CSV file piece by piece; between two pieces other work of the process goes on. */
export async function readCsvTable(
  file: SourceFile,
  table: SourceTableName,
  report: ReportCollector,
  rowsLeft: number,
): Promise<TableReader> {
  const name = baseName(file.path);
  const text = readCsvText(file.bytes, name);
  if (text.encoding !== "utf-8") report.notice("encoding", table, text.encoding);
  if (text.delimiter !== ",") report.notice("separator", table, text.delimiter);
  let reader: TableReader | null = null;
  let rows = 0;
  await eachRecord(
    text,
    (cells) => {
      if (reader === null) {
        reader = new TableReader(table, cells, report, text.encoding === "damaged-utf-8");
        return;
      }
      rows += 1;
      if (rows > rowsLeft) throw tooManyRows();
      reader.add(cells);
    },
    (cells) => (reader ??= new TableReader(table, [], report)).addUnreadable(cells),
  );
  return reader ?? new TableReader(table, [], report);
}

export function tooManyRows(): SourceError {
  return new SourceError(
    "too-large",
    "This has more rows than can be imported at once, so nothing was read.",
  );
}

function eachRecord(
  text: CsvText,
  take: (cells: readonly string[]) => void,
  takeUnreadable: (cells: readonly string[]) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = parse({
      delimiter: text.delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
    parser.on("data", (cells: string[]) => {
      try {
        take(cells);
      } catch (error) {
        parser.destroy(error instanceof Error ? error : new Error("unreadable"));
      }
    });
    parser.on("end", resolve);
    parser.on("error", (error) => {
      if (!(error instanceof CsvError)) return reject(error);
      // A quote that never closes: the rows before it are good, what follows cannot be told apart.
      takeUnreadable(cellsOf(error));
      resolve();
    });
    feed(parser, text.bytes).catch(reject);
  });
}

function cellsOf(error: CsvError): string[] {
  const record: unknown = error.record;
  return Array.isArray(record) ? record.filter((cell) => typeof cell === "string") : [];
}

async function feed(parser: NodeJS.WritableStream & { destroyed?: boolean }, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && parser.destroyed !== true; at += chunkBytes) {
    parser.write(bytes.subarray(at, at + chunkBytes));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (parser.destroyed !== true) parser.end();
}
