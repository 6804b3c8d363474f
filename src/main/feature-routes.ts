import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { entryUrl } from "#config/entry-url.ts";
import type { Config } from "#config/config.ts";
import { accountRoutes } from "#features/account/routes.ts";
import { areaRoutes } from "#features/area/routes.ts";
import { emotionRoutes } from "#features/emotion/routes.ts";
import { exportRoutes } from "#features/export/routes.ts";
import { importRoutes } from "#features/import/routes.ts";
import { instanceRoutes } from "#features/instance/routes.ts";
import { noticeRoutes } from "#features/notice/routes.ts";
import { connectionRoutes } from "#features/server/connection-routes.ts";
import { serverRoutes, type ServerRouteOptions } from "#features/server/routes.ts";
import { taskRoutes } from "#features/task/routes.ts";
import { todayRoutes } from "#features/today/routes.ts";
import type { EntryKernel } from "#http/entry-kernel.ts";
import type { Tx } from "#storage/database.ts";

export interface FeatureParts {
  readonly config: Config;
  readonly version: string;
  readonly secretKey: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly server: ServerRouteOptions;
}

/** Registers the routes of every feature. */
export function featureRoutes(
  kernel: EntryKernel<Tx>,
  { config, version, secretKey, clock, server }: FeatureParts,
): void {
  const { authMode, registration, maxUsers } = config;
  const name = "Task Aversion System";
  accountRoutes(kernel, { name, version, authMode, registration, maxUsers });
  taskRoutes(kernel);
  areaRoutes(kernel);
  emotionRoutes(kernel);
  instanceRoutes(kernel);
  todayRoutes(kernel);
  noticeRoutes(kernel);
  const work = { target: config.database, clock, newId: uuidv7 };
  const folderOf = (what: string) => join(config.dataFolder, what);
  importRoutes(kernel, {
    ...work,
    worker: entryUrl("archive/import/import-worker"),
    uploads: folderOf("uploads"),
  });
  exportRoutes(kernel, {
    ...work,
    worker: entryUrl("archive/export/export-worker"),
    folder: folderOf("exports"),
  });
  serverRoutes(kernel, server);
  const { publicUrl, trustedProxies } = config;
  connectionRoutes(kernel, { publicUrl, trustedProxies, secretKey, clock });
}
