import type { Migration } from "../dialect/migration-context.ts";
import { createAccounts } from "./202611211030-create-accounts.ts";
import { createTasks } from "./202611211031-create-tasks.ts";
import { createInstances } from "./202611211032-create-instances.ts";
import { createImports } from "./202611211033-create-imports.ts";
import { createLeases } from "./202611211130-create-leases.ts";

/** Every migration, oldest first. A released one is never edited; a new one goes to the end. */
export const migrations: readonly Migration[] = [
  createAccounts,
  createTasks,
  createInstances,
  createImports,
  createLeases,
];
