import { z } from "zod";
import type { ListedBackup } from "#archive/backup/list-backups.ts";
import type { Destination } from "#archive/backup/destination/destination.ts";
import { AppError } from "#contract/app-error.ts";
import { idSchema } from "#contract/primitives.ts";
import {
  backupListSchema,
  currentServerWorkSchema,
  noticeRequestSchema,
  restoreRequestSchema,
  serverSchema,
  serverWorkSchema,
  type ServerWorkView,
} from "#contract/server.ts";
import { idempotencyKeyOf } from "#http/idempotency.ts";
import type { Kernel } from "#http/kernel.ts";
import { parseInput } from "#http/parse-input.ts";
import { everyone, type Tx } from "#storage/database.ts";
import { forgetLocal, keepLocal } from "#storage/local-state.ts";
import { adminRoute, assertAdmin } from "./admin-route.ts";
import type { BackupDesk } from "./backup-desk.ts";
import { downloadBackup } from "./download-backup.ts";
import { describeServer, type ServerParts } from "./describe-server.ts";
import { backupView } from "./views.ts";

export interface ServerRouteOptions extends ServerParts {
  readonly desk: BackupDesk;
  readonly destinations: readonly Destination[];
  /** Where a download is put together: a folder only this server reads. */
  readonly workFolder: string;
}

const params = z.object({ id: idSchema });
const nothing = z.void();

/** For admins: how this server is, its backups, and the line that everybody sees. */
export function serverRoutes(kernel: Kernel<Tx>, options: ServerRouteOptions): void {
  const { desk, database, clock, destinations, workFolder } = options;
  const begun = new BegunWork();

  async function knownBackup(id: string): Promise<ListedBackup> {
    const { backups } = await desk.shelf.list();
    const found =
      backups.find((backup) => backup.id === id) ??
      // It may have been made a moment ago, by another process.
      (await desk.shelf.refresh()).backups.find((backup) => backup.id === id);
    if (!found) throw new AppError("not-found");
    return found;
  }

  adminRoute(kernel, {
    method: "GET",
    url: "/server",
    summary: "This server: version, database, people, backups, where the data is (admins)",
    response: serverSchema,
    handler: () => describeServer(options, desk),
  });

  adminRoute(kernel, {
    method: "GET",
    url: "/server/backups",
    summary: "All backups, the newest first (admins)",
    response: backupListSchema,
    async handler() {
      const { backups, troubles } = await desk.shelf.list();
      return { items: backups.map(backupView), troubles: [...troubles] };
    },
  });

  adminRoute(kernel, {
    method: "GET",
    url: "/server/work",
    summary: "Work on backups that runs, or ran last (admins)",
    response: currentServerWorkSchema,
    handler: () => desk.current(),
  });

  adminRoute(kernel, {
    method: "POST",
    url: "/server/backups",
    summary: "Make a backup and prove it; GET /server/work says how far it is (admins)",
    response: serverWorkSchema,
    status: 202,
    handler: ({ request }) => begun.once(idempotencyKeyOf(request), () => desk.create()),
  });

  adminRoute(kernel, {
    method: "POST",
    url: "/server/backups/:id/prove",
    summary: "Restore a backup for a trial and compare it (admins)",
    params,
    response: serverWorkSchema,
    status: 202,
    async handler({ params: { id }, request }) {
      await knownBackup(id);
      return begun.once(idempotencyKeyOf(request), () => desk.prove(id));
    },
  });

  adminRoute(kernel, {
    method: "POST",
    url: "/server/backups/:id/restore",
    summary: "Put a backup in the place of all data; a copy of what is there now is taken first (admins)",
    params,
    body: restoreRequestSchema,
    response: serverWorkSchema,
    status: 202,
    async handler({ params: { id }, request }) {
      await knownBackup(id);
      return begun.once(idempotencyKeyOf(request), () => desk.restore(id));
    },
  });

  kernel.app.get(
    "/api/v1/server/backups/:id/file",
    { schema: { summary: "A backup's file (admins)" } },
    async (request, reply) => {
      await assertAdmin(kernel, request, reply);
      const backup = await knownBackup(parseInput(params, request.params).id);
      const { name, size, content } = await downloadBackup(backup, destinations, workFolder);
      return (
        reply
          .header("cache-control", "no-store")
          .header("content-disposition", `attachment; filename="${name}"`)
          .header("content-length", size)
          // Of kinds that nobody packs a second time, so that a browser sees how much is to come.
          .type(backup.encrypted ? "application/vnd.age" : "application/gzip")
          .send(content)
      );
    },
  );

  adminRoute(kernel, {
    method: "PUT",
    url: "/server/notice",
    summary: "Set the line that everybody sees (admins)",
    body: noticeRequestSchema,
    response: nothing,
    status: 204,
    async handler({ body: { text, until } }) {
      const fact = { text, until: until === null ? null : Date.parse(until), since: clock() };
      await database().write(everyone, (tx) => keepLocal(tx, "notice", fact));
    },
  });

  adminRoute(kernel, {
    method: "DELETE",
    url: "/server/notice",
    summary: "Clear the line that everybody sees (admins)",
    response: nothing,
    status: 204,
    async handler() {
      await database().write(everyone, (tx) => forgetLocal(tx, "notice"));
    },
  });
}

/** A retry of a request is no second piece of work. */
class BegunWork {
  readonly #views = new Map<string, Promise<ServerWorkView>>();

  once(key: string | undefined, begin: () => Promise<ServerWorkView>): Promise<ServerWorkView> {
    const earlier = key === undefined ? undefined : this.#views.get(key);
    if (earlier) return earlier;
    const view = begin();
    if (key === undefined) return view;
    this.#views.set(key, view);
    view.catch(() => this.#views.delete(key));
    // The newest keys only: retries come soon or not at all.
    const [oldest] = this.#views.keys();
    if (oldest !== undefined && this.#views.size > 100) this.#views.delete(oldest);
    return view;
  }
}
