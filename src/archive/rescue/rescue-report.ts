import type { AboutDamaged } from "#storage/dialect/damaged-sqlite.ts";
import type { TableFinding } from "#storage/dialect/damaged/damaged-reader.ts";
import type { Storable } from "#storage/dialect/storable.ts";
import type { Repair } from "./mend-row.ts";

/** What a rescue did with the rows of one table. */
export interface RescuedTable extends TableFinding {
  /** Rows in the archive that were found. */
  readonly kept: number;
  /** Rows among them in their form before the -wal file, because the newer one is lost. */
  readonly older: number;
  /** Rows in the archive that were not found, and come from a backup; not among `kept`. */
  readonly fromBackup: number;
  /** Rows in the archive that stand for lost ones which others refer to. */
  readonly placeholders: number;
  /** Rows with a key that was found before: the first was kept. */
  readonly sameKey: number;
  /** Rows of which some value was replaced. */
  readonly repaired: number;
  readonly setAside: number;
}

export interface RescueReport {
  readonly file: string;
  readonly archive: string;
  /** ISO 8601. */
  readonly rescuedAt: string;
  readonly about: AboutDamaged & {
    /** Bytes that the disk did not give. */
    readonly unreadableBytes: number;
  };
  readonly tables: readonly RescuedTable[];
  /** Rows in the archive, placeholders and those of the backup counted in. */
  readonly rows: number;
  /** Rows known to be lost in the file, whatever a backup had of them, and whether these are all. */
  readonly lost: { readonly rows: number; readonly exact: boolean };
  /** What was taken from a backup; null when none was used. */
  readonly backup: {
    readonly name: string;
    /** ISO 8601. */
    readonly takenAt: string;
    readonly rows: number;
    /** Rows that were not taken: what they belong to was deleted since, or another row has their place. */
    readonly leftOut: number;
  } | null;
  /** Why other backups were not used. */
  readonly backupTroubles: readonly string[];
  /** Keys of the rows that come from the backup, in case some of them were deleted after it. */
  readonly fromBackup: readonly { readonly table: string; readonly key: readonly Storable[] }[];
  readonly repairs: readonly (Repair & { readonly table: string; readonly key: readonly Storable[] })[];
  readonly placeholders: readonly { readonly table: string; readonly key: readonly Storable[] }[];
  /** Rows that no table takes, with what they held. */
  readonly setAside: readonly SetAside[];
  /** Whether one of the lists of repairs, placeholders and what was set aside was cut. */
  readonly listsCut: boolean;
}

export interface SetAside {
  readonly table: string;
  readonly why: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The report for people, line by line. */
export function rescueLines(report: RescueReport): string[] {
  const { tables, rows, lost, about, backup, repairs, placeholders, setAside } = report;
  return [
    `${rows - (backup?.rows ?? 0)} rows were rescued to ${report.archive}.`,
    lostSentence(lost),
    ...backupSentences(report),
    ...logSentence(about),
    ...(about.headerWhole ? [] : ["The beginning of the file is damaged."]),
    ...(about.catalogWhole
      ? []
      : ["The file's list of its tables is damaged; rows were told apart by their form."]),
    ...(about.schemaFrom === "ledger"
      ? []
      : ["Which version wrote the file could not be read; it was taken for this one."]),
    ...(about.missingPages === 0 ? [] : [`${about.missingPages} pages are missing at the end of the file.`]),
    ...(about.unreadableBytes === 0 ? [] : [`The disk did not give ${about.unreadableBytes} bytes.`]),
    ...tables.filter((table) => table.kept > 0 || isTouched(table)).map(tableLine),
    ...(repairs.length === 0 ? [] : [`${repairs.length} values were replaced because they were damaged.`]),
    ...(placeholders.length === 0
      ? []
      : [
          `${placeholders.length} rows stand in for lost ones that others belong to; they are called "recovered".`,
        ]),
    ...(setAside.length === 0
      ? []
      : [`${setAside.length} rows fit nowhere and are kept in the report only.`]),
  ];
}

function lostSentence({ rows, exact }: RescueReport["lost"]): string {
  if (exact) return rows === 0 ? "No row is lost." : `${rows} rows are lost.`;
  return rows === 0
    ? "How many rows are lost cannot be told: what would tell it is damaged, too."
    : `At least ${rows} rows are lost; how many more cannot be told.`;
}

function backupSentences({ backup, backupTroubles }: RescueReport): string[] {
  if (backup === null) return [...backupTroubles];
  const { name, rows, leftOut } = backup;
  const from = `the backup of ${inWords(backup.takenAt)} (${name})`;
  return [
    ...backupTroubles,
    rows === 0
      ? `Nothing was taken from ${from}: it holds no row that was not found.`
      : `${rows} more rows are from ${from}: they were not found in the file. One that was deleted after the backup may have come back with them.`,
    ...(leftOut === 0
      ? []
      : [
          `${leftOut} rows of that backup were left out: what they belong to was deleted since, or another row has their place.`,
        ]),
  ];
}

function inWords(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")} UTC`;
}

function logSentence({ log }: AboutDamaged): string[] {
  const missing =
    "There is no -wal file beside it. If the server did not end by itself, the newest entries were in it: look for it.";
  if (log === "missing") return [missing];
  if (log === "foreign") return ["The -wal file beside it does not belong to it and was left out."];
  return log === "damaged" ? ["The -wal file is damaged; what is whole of it was used."] : [];
}

function isTouched(table: RescuedTable): boolean {
  const { lost, unreadablePages, unreadableCells, sameKey, repaired, setAside, placeholders } = table;
  const counts = [lost.rows, unreadablePages, unreadableCells, sameKey, repaired, setAside, placeholders];
  counts.push(table.fromBackup);
  return counts.some((count) => count > 0);
}

function tableLine(table: RescuedTable): string {
  const parts = [
    [table.stray, "from pages nothing led to"],
    [table.older, "as they were before the -wal file"],
    [table.fromBackup, "from the backup"],
    [table.placeholders, "placeholders"],
    [table.repaired, "repaired"],
    [table.sameKey + table.repeated, "found twice"],
    [table.setAside, "set aside"],
    [table.unreadablePages, "unreadable pages"],
    [table.unreadableCells, "unreadable places"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const { rows, exact } = table.lost;
  const gone = exact ? `${rows} lost` : rows > 0 ? `at least ${rows} lost` : "lost ones cannot be counted";
  return `${table.table}: ${[`${table.kept} rows`, gone, ...told].join(", ")}.`;
}
