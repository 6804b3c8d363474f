import { CsvError, parse } from "csv-parse";
import { RegularRecords } from "./csv-records.ts";
import { readCsvText } from "./csv-text.ts";
import type { ReportCollector } from "./report-collector.ts";
import { SourceError } from "./source-error.ts";
import { baseName, type SourceFile } from "./source-file.ts";
import type { SourceTableName } from "./source-tables.ts";
import { TableReader } from "./table-reader.ts";

const chunk = 1 << 20;

/** Reads one CSV file piece by piece; between two pieces other work of the process goes on. */
export async function readCsvTable(
  file: SourceFile,
  table: SourceTableName,
  report: ReportCollector,
  rowsLeft: number,
): Promise<TableReader> {
  const { bytes, encoding, delimiter } = readCsvText(file.bytes, baseName(file.path));
  if (encoding !== "utf-8") report.notice("encoding", table, encoding);
  if (delimiter !== ",") report.notice("separator", table, delimiter);
  const lossy = encoding === "damaged-utf-8";
  const characters = { lossy, suspicious: lossy || bytes.includes(0) };
  let reader: TableReader | null = null;
  let rows = 0;
  await eachRecord(
    bytes,
    delimiter,
    (cells) => {
      if (reader === null) {
        reader = new TableReader(table, cells, report, characters);
        return;
      }
      rows += 1;
      if (rows > rowsLeft) throw tooManyRows();
      reader.add(cells);
    },
    (tail) => (reader ??= new TableReader(table, [], report)).addUnreadable(tail),
  );
  return reader ?? new TableReader(table, [], report);
}

export function tooManyRows(): SourceError {
  return new SourceError(
    "too-large",
    "This has more rows than can be imported at once, so nothing was read.",
  );
}

type Take = (cells: readonly string[]) => void;

async function eachRecord(
  bytes: Buffer,
  delimiter: string,
  take: Take,
  takeUnreadable: (tail: string) => void,
): Promise<void> {
  const regular = new RegularRecords(bytes, delimiter);
  for (;;) {
    const state = regular.take(chunk, take);
    if (state === "end") return;
    if (state === "irregular") return eachIrregularRecord(regular.rest(), delimiter, take, takeUnreadable);
    await breathe();
  }
}

function eachIrregularRecord(
  bytes: Buffer,
  delimiter: string,
  take: Take,
  takeUnreadable: (tail: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = parse({
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
    });
    let readTo = 0;
    parser.on("data", ({ record, info }: { record: string[]; info: { bytes: number } }) => {
      try {
        readTo = info.bytes;
        take(record);
      } catch (error) {
        parser.destroy(error instanceof Error ? error : new Error("unreadable"));
      }
    });
    parser.on("end", resolve);
    parser.on("error", (error) => {
      if (!(error instanceof CsvError)) {
        reject(error);
        return;
      }
      // A quote that never closes: the rows before it are good, what follows cannot be told apart.
      takeUnreadable(bytes.toString("utf8", readTo));
      resolve();
    });
    feed(parser, bytes).catch(reject);
  });
}

async function feed(parser: ReturnType<typeof parse>, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !parser.destroyed; at += chunk) {
    parser.write(bytes.subarray(at, at + chunk));
    await breathe();
  }
  if (!parser.destroyed) parser.end();
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
