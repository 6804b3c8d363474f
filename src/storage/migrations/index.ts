import type { Migration } from "../dialect/migration-context.ts";
import { createFoundation } from "./202611211030-create-foundation.ts";

/** Every migration, oldest first. A released one is never edited; a new one goes to the end. */
export const migrations: readonly Migration[] = [createFoundation];
