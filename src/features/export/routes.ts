import { createReadStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { exportFormats } from "#archive/export/export-file.ts";
import { startExportWork } from "#archive/export/start-export-work.ts";
import { exportName } from "#archive/export/export-name.ts";
import type { Kernel } from "#http/kernel.ts";
import { parseInput } from "#http/parse-input.ts";
import type { DatabaseTarget, Tx } from "#storage/database.ts";

export interface ExportRouteOptions {
  readonly target: DatabaseTarget;
  /** The file of the export worker. */
  readonly worker: URL;
  /** Where exports are written before they are sent: a folder only this server reads. */
  readonly folder: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
}

const query = z.object({ format: z.enum(exportFormats).default("csv") });

/** A person's data as an archive or a ZIP. It is complete before its first byte is sent, so a download is never cut off by a failure. */
export function exportRoutes(kernel: Kernel<Tx>, options: ExportRouteOptions): void {
  const { target, worker, folder, clock, newId } = options;

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    const person = await kernel.personOf(request, reply);
    const { format } = parseInput(query, request.query);
    const now = clock();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, format === "archive" ? newId() : `${newId()}.zip`);
    await startExportWork(worker, { target, owner: person.id, format, path, now });
    const { size } = await stat(path);
    const content = createReadStream(path);
    // Once it is open it can be read to its end without its name.
    await new Promise((resolve, reject) => content.once("open", resolve).once("error", reject));
    await rm(path, { force: true });
    return reply
      .header("cache-control", "no-store")
      .header("content-disposition", `attachment; filename="${exportName(format, now)}"`)
      .header("content-length", size)
      .type(format === "archive" ? "application/gzip" : "application/zip")
      .send(content);
  }

  kernel.app.get(
    "/api/v1/export",
    {
      schema: {
        summary:
          "All of a person's data: archive (everything, to be brought back here or elsewhere), or a ZIP: csv (the predecessor's format) or spreadsheet",
      },
    },
    answer,
  );
}
