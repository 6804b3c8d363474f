import { AppError } from "#contract/app-error.ts";
import type { ImportReport } from "#contract/import.ts";
import type { Database, Owner, Tx } from "#storage/database.ts";
import { insertImportRun } from "#storage/import-run.ts";
import { isReadableJson } from "#storage/json-columns.ts";
import { type MergeTable, mergeTablesOf } from "#storage/merge-tables.ts";
import { findRestoredRows, insertRestoredRows } from "#storage/restored-row.ts";
import { StorageError } from "#storage/storage-error.ts";
import { insertIntoTable, type Row } from "#storage/table-rows.ts";
import { runReportText } from "../import/run-report.ts";
import { ArchiveError, damaged } from "../portable/archive-error.ts";
import { headerTable } from "../portable/archive-format.ts";
import { type ArchivedRows, withArchivedRows } from "../portable/archived-rows.ts";
import { personalTables } from "../portable/person-scope.ts";
import { type ArchivedPerson, archivedPerson } from "./archived-person.ts";
import type { RestoreOptions } from "./restore-options.ts";
import { restoreReport } from "./restore-report.ts";
import { type NewRows, RowMerge } from "./row-merge.ts";

/**
 * Brings somebody the rows of one archived person that are not here, in one transaction, or with `dryRun` says what that would
 * do. What is here stays as it is; the account itself is not touched. Holds some thousand rows at a time.
 * Throws ArchiveError, and leaves nothing behind when it fails.
 */
export async function restoreArchive(
  database: Database,
  owner: Owner,
  path: string,
  options: RestoreOptions,
): Promise<ImportReport> {
  const { key, scratchFolder, largest, onProgress } = options;
  onProgress?.({ stage: "reading", part: 0 });
  const report = await withArchivedRows(
    path,
    { scratchFolder, ...(key ? { key } : {}), ...(largest === undefined ? {} : { largest }) },
    async (archived) => {
      if (archived.header.scope === "installation" && !options.installations) throw wholeInstallation();
      const person = await archivedPerson(archived, options.person);
      const restoring = new Restoring(database.engine, owner, archived, person, options);
      try {
        if (options.dryRun) return await database.read(owner, (tx) => restoring.tryOut(tx));
        return await database.write(owner, (tx) => restoring.carryOut(tx));
      } catch (error) {
        throw known(error);
      }
    },
  );
  const brought = Object.values(report.tables).reduce((sum, counts) => sum + counts.new, 0);
  if (!options.dryRun && brought >= manyRows) await database.refreshStatistics();
  return report;
}

/** From here on the engine's picture of the tables is no longer true. */
const manyRows = 2_000;

class Restoring {
  readonly #engine: Database["engine"];
  readonly #owner: Owner;
  readonly #archived: ArchivedRows;
  readonly #person: ArchivedPerson;
  readonly #options: RestoreOptions;
  readonly #began = performance.now();

  constructor(
    engine: Database["engine"],
    owner: Owner,
    archived: ArchivedRows,
    person: ArchivedPerson,
    options: RestoreOptions,
  ) {
    this.#engine = engine;
    this.#owner = owner;
    this.#archived = archived;
    this.#person = person;
    this.#options = options;
  }

  tryOut(tx: Tx): Promise<ImportReport> {
    return this.#merge(tx, async () => {});
  }

  async carryOut(tx: Tx): Promise<ImportReport> {
    const report = await this.#merge(tx, async ({ merge, rows }) => {
      await insertIntoTable(tx, merge.table, rows);
      await this.#note(tx, merge, rows);
    });
    const { importId, now } = this.#options;
    await insertImportRun(tx, this.#owner, {
      id: importId,
      form: report.form,
      timeZone: report.timezone,
      convertedScale: false,
      state: "done",
      createdAt: now,
      finishedAt: now + Math.round(performance.now() - this.#began),
      undoneAt: null,
      report: runReportText({ report }),
    });
    return report;
  }

  async #merge(tx: Tx, keep: (rows: NewRows) => Promise<void>): Promise<ImportReport> {
    const tables = await mergeTablesOf(tx, this.#engine);
    const personal = new Set(personalTables(tables.map(({ table }) => table)).map(({ name }) => name));
    const merged = tables.filter(({ table }) => personal.has(table.name));
    assertSame(merged, this.#archived);
    const merge = new RowMerge(tx, this.#owner, this.#person.id, merged);
    let done = 0;
    for await (const chunk of this.#archived.chunks()) {
      const fresh = await merge.take(chunk);
      if (fresh) assertReadable(fresh);
      if (fresh && fresh.rows.length > 0) await keep(fresh);
      done += chunk.rows.length;
      const share = done / (this.#archived.current.rows + 1);
      this.#options.onProgress?.({ stage: "writing", part: 0.3 + 0.7 * share });
    }
    const { importId, dryRun } = this.#options;
    const about = {
      importId,
      dryRun,
      timeZone: this.#person.timeZone,
      upgraded: this.#archived.upgraded,
    };
    return restoreReport(tx, this.#owner, merge.tally, about);
  }

  /** Notes what came, for the undo. What is part of a row that came goes with it and needs no note of its own. */
  async #note(tx: Tx, merge: MergeTable, rows: readonly Row[]): Promise<void> {
    const { importId } = this.#options;
    let noted = rows;
    if (merge.partOf) {
      const { at, table } = merge.partOf;
      const parents = new Set(rows.map((row) => JSON.stringify([row[at]])));
      const came = await findRestoredRows(tx, this.#owner, importId, table, [...parents]);
      noted = rows.filter((row) => !came.has(JSON.stringify([row[at]])));
    }
    const keys = noted.map((row) => JSON.stringify(merge.key.map((at) => row[at])));
    await insertRestoredRows(tx, this.#owner, importId, merge.table.name, keys);
  }
}

function assertSame(tables: readonly MergeTable[], archived: ArchivedRows): void {
  const ours = new Map(tables.map(({ table }) => [table.name, JSON.stringify(headerTable(table))]));
  for (const table of archived.tables) {
    const own = ours.get(table.name);
    if (own !== undefined && own !== JSON.stringify(headerTable(table))) {
      throw new ArchiveError(
        "archive-unlike",
        `The archive's table ${table.name} is not the one this version has. Use another copy of it; nothing was changed.`,
      );
    }
  }
}

/** A seal is easily made: what the app could not read again would keep the person, and backups, from opening the account. */
function assertReadable({ merge, rows }: NewRows): void {
  for (const row of rows) {
    const unreadable = merge.table.columns.find(({ name }, at) => !isReadableJson(name, row[at]));
    if (unreadable) throw damaged(`a value of ${merge.table.name}.${unreadable.name} cannot be read`);
  }
}

function wholeInstallation(): AppError {
  return new AppError("archive-scope");
}

/** An archive that was sealed, but whose rows nobody could have written here. */
function known(error: unknown): unknown {
  if (!(error instanceof StorageError)) return error;
  return ["foreign-key", "check"].includes(error.kind)
    ? damaged("its rows do not fit together", error)
    : error;
}
