import type { ImportReport, ImportUndoReport, ImportView } from "#contract/import.ts";
import { importReportSchema, importUndoReportSchema } from "#contract/import.ts";
import { AppError } from "#contract/app-error.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { DatabaseTarget } from "#storage/database.ts";
import type { ImportJob } from "#archive/import/import-job.ts";
import { ImportFailure, type RunningWork, startImportWork } from "#archive/import/start-import-work.ts";
import { type LiveImport, liveImportView } from "./views.ts";
import { removeOldUploads, type UploadFolder, uploadsKept } from "./upload-folder.ts";

export interface ImportDeskOptions {
  readonly target: DatabaseTarget;
  /** The file of the import worker. */
  readonly worker: URL;
  /** Where uploads wait. */
  readonly folder: string;
  readonly log: { error(details: object, message: string): void };
}

/** What a person chose. */
export interface ImportChoices {
  readonly timeZone?: string | undefined;
  readonly convertScale: boolean;
}

type Entry = { -readonly [K in keyof LiveImport]: LiveImport[K] } & {
  readonly personId: string;
  readonly upload: UploadFolder;
  work: RunningWork | undefined;
};

/** How many workers there are at a time; others wait for their turn. */
const workersAtOnce = 2;

/**
 * Imports under way, of this server. What is done is in the database; all else is only here, so that nothing looks as if
 * it were still running after the server was ended.
 */
export class ImportDesk {
  readonly #options: ImportDeskOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Set<RunningWork>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: ImportDeskOptions) {
    this.#options = options;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** Throws import-busy if an import of this person is under way. */
  assertFree(personId: string): void {
    const busy = [...this.#entries.values()].some(
      (entry) => entry.personId === personId && isUnderWay(entry),
    );
    if (busy) throw new AppError("import-busy");
  }

  /** Begins an import; with `dryRun` it ends as a proposal. Throws import-busy. */
  begin(
    personId: string,
    id: string,
    upload: UploadFolder,
    choices: ImportChoices & { readonly dryRun: boolean },
    at: Moment,
  ): ImportView {
    this.assertFree(personId);
    this.#forgetOld(at.now);
    const entry: Entry = {
      id,
      personId,
      upload,
      state: choices.dryRun ? "reading" : "running",
      createdAt: at.now,
      finishedAt: null,
      progress: 0,
      report: null,
      problem: null,
      work: undefined,
    };
    this.#entries.set(id, entry);
    this.#work(entry, choices, choices.dryRun, at.now);
    return liveImportView(entry);
  }

  find(personId: string, id: string): ImportView | undefined {
    const entry = this.#own(personId, id);
    return entry && liveImportView(entry);
  }

  list(personId: string): ImportView[] {
    return [...this.#entries.values()].filter((entry) => entry.personId === personId).map(liveImportView);
  }

  /** Carries a proposal out; one that is being carried out already goes on. Undefined if it is not here. */
  apply(personId: string, id: string, choices: ImportChoices, now: number): ImportView | undefined {
    const entry = this.#own(personId, id);
    if (!entry) return undefined;
    if (entry.state === "reading") throw new AppError("import-busy");
    if (entry.state === "proposed") {
      this.assertFree(personId);
      entry.state = "running";
      entry.progress = 0;
      this.#work(entry, choices, false, now);
    }
    return liveImportView(entry);
  }

  /** Ends and forgets what is under way, proposed or failed. False if there is no such import here. */
  async discard(personId: string, id: string): Promise<boolean> {
    const entry = this.#own(personId, id);
    if (!entry) return false;
    this.#entries.delete(id);
    await entry.work?.stop();
    await entry.upload.remove();
    return true;
  }

  /** Takes out what a finished import brought. Throws AppError. */
  async undo(personId: string, importId: string, now: number): Promise<ImportUndoReport> {
    const job: ImportJob = { kind: "undo", importId, now };
    const work = await this.#start(personId, job, () => {});
    if (work === undefined) throw new AppError("busy");
    try {
      return importUndoReportSchema.parse(await work.result);
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
      this.#log(error);
      throw new AppError(error.problem.code);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const go of this.#waiting.splice(0)) go();
    await Promise.all([...this.#running].map((work) => work.stop()));
    for (const { upload } of this.#entries.values()) await upload.remove();
    this.#entries.clear();
  }

  #own(personId: string, id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry?.personId === personId ? entry : undefined;
  }

  #work(entry: Entry, choices: ImportChoices, dryRun: boolean, now: number): void {
    const { id: importId, personId, upload } = entry;
    const { timeZone, convertScale } = choices;
    const job: ImportJob = {
      kind: "import",
      path: upload.source,
      importId,
      dryRun,
      timeZone,
      convertScale,
      now,
    };
    void (async () => {
      const began = performance.now();
      try {
        const work = await this.#start(
          personId,
          job,
          (progress) => {
            entry.progress = Math.max(entry.progress, progress);
          },
          () => this.#entries.get(importId) === entry,
        );
        if (work === undefined) return;
        entry.work = work;
        const report: ImportReport = importReportSchema.parse(await work.result);
        entry.report = report;
        entry.state = dryRun ? "proposed" : "done";
        entry.progress = 1;
      } catch (error) {
        entry.state = "failed";
        entry.problem =
          error instanceof ImportFailure ? error.problem.sentence : new AppError("internal").sentence;
        this.#log(error);
      } finally {
        entry.work = undefined;
        if (entry.state !== "proposed") {
          entry.finishedAt = now + Math.round(performance.now() - began);
          await upload.remove().catch(() => {});
        }
      }
    })();
  }

  /** Waits for a free place. Undefined when it is no longer wanted by then. */
  async #start(
    owner: string,
    job: ImportJob,
    onProgress: (part: number) => void,
    wanted: () => boolean = () => true,
  ): Promise<RunningWork | undefined> {
    while (this.#running.size >= workersAtOnce && !this.#closed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#closed || !wanted()) {
      this.#waiting.shift()?.();
      return undefined;
    }
    const { worker, target } = this.#options;
    const work = startImportWork(worker, { target, owner, job }, ({ part }) => onProgress(part));
    this.#running.add(work);
    const leave = () => {
      this.#running.delete(work);
      this.#waiting.shift()?.();
    };
    work.result.then(leave, leave);
    return work;
  }

  #forgetOld(now: number): void {
    for (const entry of this.#entries.values()) {
      if (isUnderWay(entry) || now - entry.createdAt < uploadsKept) continue;
      this.#entries.delete(entry.id);
      void entry.upload.remove().catch(() => {});
    }
    void removeOldUploads(this.folder, now).catch(() => {});
  }

  #log(error: unknown): void {
    const trace = error instanceof ImportFailure ? error.problem.trace : "unexpected";
    if (trace !== undefined) this.#options.log.error({ trace }, "an import failed");
  }
}

function isUnderWay({ state }: Pick<LiveImport, "state">): boolean {
  return state === "reading" || state === "running";
}
