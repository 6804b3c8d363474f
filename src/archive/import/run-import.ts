import type { ImportReport } from "#contract/import.ts";
import type { Database, Owner, Tx } from "#storage/database.ts";
import { insertImportRun } from "#storage/import-run.ts";
import { type ImportState, readImportState } from "#storage/import-state.ts";
import { listNamedRows, type NamedRow } from "#storage/imported-keys.ts";
import { insertImported, noteTaskUse } from "#storage/imported-rows.ts";
import { openSource } from "../predecessor/read/open-source.ts";
import type { PredecessorSource } from "../predecessor/read/source-rows.ts";
import { type ChosenZone, chooseZone } from "./choose-zone.ts";
import type { ImportInput, ImportOptions } from "./import-options.ts";
import { type ImportPlan, planImport, predecessor } from "./import-plan.ts";
import { importReport } from "./import-report.ts";
import { namesMadeHere } from "./known-rows.ts";
import { runReportText } from "./run-report.ts";

/**
 * Brings a person the data of the predecessor, in one transaction, or with `dryRun` says what that would do. What is here
 * already stays as it is. Throws SourceError if the input cannot be read, and leaves nothing behind when it fails.
 */
export async function runImport(
  database: Database,
  owner: Owner,
  input: ImportInput,
  options: ImportOptions,
): Promise<ImportReport> {
  const tell = teller(options);
  tell("reading", 0);
  const source = await openSource(input);
  tell("planning", 0);
  const run = new ImportRunner(source, owner, options);
  const own = namesMadeHere(source);
  const readState = (tx: Tx) => readImportState(tx, owner, predecessor, own);
  const state = await database.read(owner, readState);
  const plan = run.plan(state);
  tell("writing", 0);
  if (options.dryRun) return database.read(owner, (tx) => run.report(tx, plan));
  return database.write(owner, async (tx) => {
    // Planned before the transaction, so that it is short; planned again only if something changed in between.
    const now = await readState(tx);
    const report = await run.carryOut(tx, sameState(state, now) ? plan : run.plan(now), (part) =>
      tell("writing", part),
    );
    return report;
  });
}

class ImportRunner {
  readonly #source: PredecessorSource;
  readonly #owner: Owner;
  readonly #options: ImportOptions;
  readonly #zone: ChosenZone;
  readonly #importId: string;
  readonly #began = performance.now();

  constructor(source: PredecessorSource, owner: Owner, options: ImportOptions) {
    this.#source = source;
    this.#owner = owner;
    this.#options = options;
    this.#zone = chooseZone(options.timeZone, source.timezone);
    this.#importId = options.importId ?? options.newId();
  }

  plan(state: ImportState): ImportPlan {
    const { now, newId, convertScale = false } = this.#options;
    const { timeZone } = this.#zone;
    const input = { owner: this.#owner, importId: this.#importId, now, newId, timeZone, convertScale };
    return planImport(this.#source, state, input);
  }

  async report(tx: Tx, plan: ImportPlan): Promise<ImportReport> {
    const { dryRun, convertScale = false } = this.#options;
    return importReport(this.#source, plan, {
      importId: dryRun ? null : this.#importId,
      dryRun,
      zone: this.#zone,
      convertScale,
      names: await namesOf(tx, this.#owner, plan),
    });
  }

  async carryOut(tx: Tx, plan: ImportPlan, onPart: (part: number) => void): Promise<ImportReport> {
    const owner = this.#owner;
    const total = Object.values(plan.rows).reduce((sum, rows) => sum + rows.length, 1);
    let written = 0;
    await insertImported(tx, owner, plan.rows, (count) => {
      written += count;
      onPart(written / total);
    });
    await noteTaskUse(tx, owner, plan.taskUses);
    const report = await this.report(tx, plan);
    const { now } = this.#options;
    await insertImportRun(tx, owner, {
      id: this.#importId,
      form: report.form,
      timeZone: report.timezone,
      convertedScale: report.scale.converted,
      state: "done",
      createdAt: now,
      finishedAt: now + Math.round(performance.now() - this.#began),
      undoneAt: null,
      report: runReportText({ report }),
    });
    return report;
  }
}

async function namesOf(tx: Tx, owner: Owner, plan: ImportPlan): Promise<Map<string, NamedRow[]>> {
  const names = new Map<string, NamedRow[]>();
  for (const table of new Set(plan.changed.map((entry) => entry.table))) {
    const ids = plan.changed.filter((entry) => entry.table === table).map(({ key }) => key.id);
    names.set(table, await listNamedRows(tx, owner, table, { ids }));
  }
  return names;
}

/** Sets and maps compare by what they hold, in the order in which the database gave it. */
function sameState(one: ImportState, other: ImportState): boolean {
  const text = (state: ImportState) =>
    JSON.stringify({
      ...state,
      taskNames: [...state.taskNames],
      taskAreas: [...state.taskAreas],
      importedRows: [...state.importedRows],
    });
  return text(one) === text(other);
}

const weights = { reading: [0, 0.3], planning: [0.3, 0.2], writing: [0.5, 0.5] } as const;

function teller({ onProgress }: ImportOptions) {
  return (stage: keyof typeof weights, part: number) => {
    const [from, share] = weights[stage];
    onProgress?.({ stage, part: from + share * part });
  };
}
