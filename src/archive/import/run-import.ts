import type { ImportReport } from "#contract/import.ts";
import type { Database, Owner, Tx } from "#storage/database.ts";
import { insertImportRun } from "#storage/import-run.ts";
import { type NamesMadeHere, readImportState } from "#storage/import-state.ts";
import { listNamedRows, type NamedRow } from "#storage/imported-keys.ts";
import { insertImportedTable, noteTaskUse } from "#storage/imported-rows.ts";
import { proposeScale, type ScaleProposal } from "../predecessor/map/scale-proposal.ts";
import { openSource } from "../predecessor/read/open-source.ts";
import { SourceClock } from "../predecessor/read/source-instant.ts";
import type { PredecessorSource } from "../predecessor/read/source-rows.ts";
import { type ChosenZone, chooseZone } from "./choose-zone.ts";
import type { ImportInput, ImportOptions } from "./import-options.ts";
import { type ImportDraft, type ImportPlan, planImport, predecessor } from "./import-plan.ts";
import { importReport } from "./import-report.ts";
import { namesMadeHere } from "./known-rows.ts";
import { runReportText } from "./run-report.ts";
import { writeInstances } from "./write-instances.ts";

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
  if (options.dryRun) return database.read(owner, (tx) => run.tryOut(tx));
  const report = await database.write(owner, (tx) => run.carryOut(tx, (part) => tell("writing", part)));
  if ((report.tables["instance"]?.new ?? 0) >= manyInstances) await database.refreshStatistics();
  return report;
}

/** From here on the engine's picture of the tables is no longer true. */
const manyInstances = 1_000;

class ImportRunner {
  readonly #source: PredecessorSource;
  readonly #owner: Owner;
  readonly #options: ImportOptions;
  readonly #zone: ChosenZone;
  readonly #importId: string;
  readonly #proposals: readonly ScaleProposal[];
  readonly #own: NamesMadeHere;
  readonly #began = performance.now();

  constructor(source: PredecessorSource, owner: Owner, options: ImportOptions) {
    this.#source = source;
    this.#owner = owner;
    this.#options = options;
    this.#zone = chooseZone(options.timeZone, source.timezone);
    this.#importId = options.importId ?? options.newId();
    const clock = new SourceClock(this.#zone.timeZone);
    this.#proposals = proposeScale(source.rows.task_instances, ({ createdAt }) =>
      createdAt === null ? null : clock.toInstant(createdAt).instant,
    );
    this.#own = namesMadeHere(source);
  }

  async tryOut(tx: Tx): Promise<ImportReport> {
    const draft = await this.#draft(tx);
    // What would be written is only counted.
    for (const _ of draft.instances());
    return this.#report(tx, draft.finish());
  }

  async carryOut(tx: Tx, onPart: (part: number) => void): Promise<ImportReport> {
    const owner = this.#owner;
    const draft = await this.#draft(tx);
    const quiet = () => {};
    await insertImportedTable(tx, owner, "area", draft.first.area, quiet);
    await insertImportedTable(tx, owner, "task", draft.first.task, quiet);
    await insertImportedTable(tx, owner, "taskArea", draft.first.taskArea, quiet);
    const total = this.#source.rows.task_instances.length + 1;
    let written = 0;
    await writeInstances(tx, owner, draft.instances(), (count) => {
      written += count;
      onPart(written / total);
    });
    const plan = draft.finish();
    await insertImportedTable(tx, owner, "emotion", plan.rows.emotion, quiet);
    await insertImportedTable(tx, owner, "note", plan.rows.note, quiet);
    await insertImportedTable(tx, owner, "surveyResponse", plan.rows.surveyResponse, quiet);
    await insertImportedTable(tx, owner, "importedRow", plan.rows.importedRow, quiet);
    await noteTaskUse(tx, owner, plan.taskUses);
    const report = await this.#report(tx, plan);
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

  async #draft(tx: Tx): Promise<ImportDraft> {
    const state = await readImportState(tx, this.#owner, predecessor, this.#own);
    const { now, newId, convertScale = false } = this.#options;
    return planImport(this.#source, state, {
      owner: this.#owner,
      importId: this.#importId,
      now,
      newId,
      timeZone: this.#zone.timeZone,
      convert: convertScale ? this.#proposals : [],
    });
  }

  async #report(tx: Tx, plan: ImportPlan): Promise<ImportReport> {
    const { dryRun, convertScale = false } = this.#options;
    return importReport(this.#source, plan, {
      importId: dryRun ? null : this.#importId,
      dryRun,
      zone: this.#zone,
      convertScale,
      proposals: this.#proposals,
      names: await namesOf(tx, this.#owner, plan),
    });
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

const weights = { reading: [0, 0.3], planning: [0.3, 0.1], writing: [0.4, 0.6] } as const;

function teller({ onProgress }: ImportOptions) {
  return (stage: keyof typeof weights, part: number) => {
    const [from, share] = weights[stage];
    onProgress?.({ stage, part: from + share * part });
  };
}
