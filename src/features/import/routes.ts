import multipart from "@fastify/multipart";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import {
  importApplySchema,
  importListSchema,
  importSchema,
  importUndoReportSchema,
  type ImportView,
} from "#contract/import.ts";
import { idSchema } from "#contract/primitives.ts";
import type { Person } from "#domain/account/person.ts";
import type { Kernel } from "#http/kernel.ts";
import { parseInput } from "#http/parse-input.ts";
import type { DatabaseTarget, Tx } from "#storage/database.ts";
import { findImportRun, listImportRuns } from "#storage/import-run.ts";
import { validZone } from "#archive/predecessor/read/source-instant.ts";
import { ImportDesk } from "./import-desk.ts";
import { receiveUpload } from "./receive-upload.ts";
import { importRunView } from "./views.ts";

export interface ImportRouteOptions {
  readonly target: DatabaseTarget;
  /** The file of the import worker. */
  readonly worker: URL;
  /** Where uploads wait: a folder only this server reads. */
  readonly uploads: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
}

const params = z.object({ id: idSchema });
const prefix = "/api/v1/imports";

export function importRoutes(kernel: Kernel<Tx>, options: ImportRouteOptions): void {
  const { app } = kernel;
  const { target, worker, uploads: folder, clock, newId } = options;
  const desk = new ImportDesk({ target, worker, folder, log: app.log });
  const moment = () => ({ now: clock(), newId });
  const retries = new Map<string, string>();
  app.addHook("onClose", () => desk.close());

  kernel.read({
    url: "/imports",
    summary: "Imports, the newest first",
    response: importListSchema,
    async handler({ tx, person }) {
      const runs = (await listImportRuns(tx, person.id)).map(importRunView);
      const stored = new Set(runs.map(({ id }) => id));
      const live = desk.list(person.id).filter(({ id }) => !stored.has(id));
      const items = [...runs, ...live];
      return { items: items.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1)) };
    },
  });

  kernel.read({
    url: "/imports/:id",
    summary: "One import: how far it is, what it would do or did",
    params,
    response: importSchema,
    handler: async ({ tx, person, params: { id } }) => ownImport(tx, desk, person, id),
  });

  kernel.write({
    method: "POST",
    url: "/imports/:id/apply",
    summary: "Carry out a proposed import",
    params,
    body: importApplySchema,
    response: importSchema,
    status: 202,
    async handler({ tx, person, at, params: { id }, body }) {
      const { timezone: timeZone, convertScale } = body;
      assertZone(timeZone);
      const applied = desk.apply(person.id, id, { timeZone, convertScale }, at.now);
      return applied ?? ownImport(tx, desk, person, id);
    },
  });

  // Files are no JSON, so this route reads its body itself.
  app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { files: 50, fields: 10, fieldSize: 1_000, fileSize: Infinity },
    });
    scope.post(
      prefix,
      { schema: { summary: "Bring data: a ZIP, CSV files or a database (multipart)" } },
      receive,
    );
    scope.delete(
      `${prefix}/:id`,
      { schema: { summary: "Take an import back, or discard a proposed one" } },
      takeBack,
    );
  });

  async function receive(request: FastifyRequest, reply: FastifyReply) {
    const person = await kernel.personOf(request, reply);
    const key = retryKey(person, request);
    const earlier = key === undefined ? undefined : desk.find(person.id, retries.get(key) ?? "");
    if (earlier) {
      request.raw.resume();
      return send(reply, 202, importSchema, earlier);
    }
    desk.assertFree(person.id);
    const id = newId();
    const { folder: upload, ...choices } = await receiveUpload(request, folder, id);
    try {
      assertZone(choices.timeZone);
      const begun = desk.begin(person.id, id, upload, choices, moment());
      if (key !== undefined) remember(retries, key, id);
      return send(reply, 202, importSchema, begun);
    } catch (error) {
      await upload.remove();
      throw error;
    }
  }

  async function takeBack(request: FastifyRequest, reply: FastifyReply) {
    const person = await kernel.personOf(request, reply);
    const { id } = parseInput(params, request.params);
    const discarded = await desk.discard(person.id, id);
    const undone = await desk.undo(person.id, id, clock()).catch((error: unknown) => {
      // It never was carried out, so there is nothing to take out.
      if (discarded && error instanceof AppError && error.code === "not-found") return nothing(id);
      throw error;
    });
    return send(reply, 200, importUndoReportSchema, undone);
  }
}

async function ownImport(tx: Tx, desk: ImportDesk, person: Person, id: string): Promise<ImportView> {
  const run = await findImportRun(tx, person.id, id);
  const found = run ? importRunView(run) : desk.find(person.id, id);
  if (!found) throw new AppError("not-found");
  return found;
}

function assertZone(timeZone: string | undefined): void {
  if (timeZone === undefined || validZone(timeZone) !== null) return;
  throw new AppError("invalid-request", { fields: { timezone: "Use a time zone name like Europe/Berlin." } });
}

function nothing(importId: string) {
  return { importId, removed: {}, kept: [] };
}

function retryKey(person: Person, request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"];
  return typeof key === "string" && key !== "" ? `${person.id}/${key}` : undefined;
}

/** The newest keys only: retries come soon or not at all. */
function remember(retries: Map<string, string>, key: string, id: string): void {
  retries.set(key, id);
  if (retries.size > 1_000) for (const oldest of retries.keys()) return void retries.delete(oldest);
}

function send<S extends z.ZodType>(reply: FastifyReply, status: number, schema: S, value: z.input<S>) {
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(schema.parse(value)));
}
