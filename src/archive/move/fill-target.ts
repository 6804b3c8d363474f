import { isDeepStrictEqual } from "node:util";
import { type Database, everyone, exclusively } from "#storage/database.ts";
import { lockTables } from "#storage/dialect/long-transaction.ts";
import { named } from "#storage/dialect/named.ts";
import { openTables } from "#storage/dialect/row-security.ts";
import { describeTables } from "#storage/dialect/introspect.ts";
import type { SchemaDescription } from "#storage/dialect/schema-description.ts";
import { fillTables } from "#storage/fill-tables.ts";
import { findLocal, forgetLocal, keepLocal } from "#storage/local-state.ts";
import { isOwnTable } from "#storage/own-tables.ts";
import { probeTables } from "#storage/probe-rows.ts";
import { storedTablesOf } from "#storage/stored-tables.ts";
import { type AnyTx, countTable, emptyTables } from "#storage/table-rows.ts";
import type { ArchiveManifest } from "../portable/archive-format.ts";
import { differingTables, digestTables } from "../portable/digest-tables.ts";
import { MoveError } from "./move-error.ts";
import type { MovedRows } from "./moved-rows.ts";

export interface FillTargetOptions {
  readonly rows: MovedRows;
  /** As the source has it. */
  readonly schema: SchemaDescription;
  /** How many rows there were when they were looked at. */
  readonly expected: number;
  readonly from: string;
  readonly at: number;
  readonly newId: () => string;
  /** Throws when the move must not go on. */
  readonly assertGoing: () => void;
  /** All rows are there; now they are compared. */
  readonly onCopied: () => void;
  readonly onCompared: (rows: number) => void;
}

/**
 * Fills a database that has the schema and nobody's data, in one transaction, and compares what arrived: schema, digests of all
 * rows, and one more row in every table, which is taken back. Throws MoveError and StorageError; nothing is there then.
 */
export async function fillTarget(target: Database, options: FillTargetOptions): Promise<ArchiveManifest> {
  const { rows, schema, expected, from, at, newId, assertGoing, onCopied, onCompared } = options;
  let arrived: ArchiveManifest | undefined;
  let openBefore: readonly string[] = [];
  await fillTables(target, rows, {
    present: "none",
    expected,
    async prepare(tx) {
      openBefore = await openTables(tx, target.engine);
      await clearUnused(tx, target.engine, from);
    },
    async check(tx, tables) {
      assertGoing();
      onCopied();
      assertSameSchema(schema, await describeTables(named(tx), target.engine));
      const open = (await openTables(tx, target.engine)).filter((name) => !openBefore.includes(name));
      if (open.length > 0) throw unequal(`row security does not hold for ${open.join(", ")}`);
      arrived = await digestTables(tx, tables, (count) => {
        assertGoing();
        onCompared(count);
      });
      const differing = differingTables(rows.manifest, arrived);
      if (differing.length > 0) throw unequal(`the rows of ${differing.join(", ")} are not the same`);
      await probeTables(tx, target.engine, tables, newId);
      const local = named(tx);
      await forgetLocal(local, "moved");
      await keepLocal(local, "movedFrom", { from, at, receipt: arrived.sha256 });
      assertGoing();
    },
  });
  if (!arrived) throw new Error("The target was not compared.");
  return arrived;
}

/** Puts a row into every table under the rules of every day, and takes it back. Throws StorageError. */
export async function probeOpenly(target: Database, newId: () => string): Promise<void> {
  try {
    await target.write(everyone, async (tx) => {
      await probeTables(tx, target.engine, await storedTablesOf(tx, target.engine), newId);
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

class Undone extends Error {}

/** Takes back a fill that was committed. */
export async function emptyTarget(target: Database): Promise<void> {
  await exclusively(target, async (db) => {
    await emptyTables(db, await storedTablesOf(named(db), target.engine));
    await forgetLocal(named(db), "movedFrom");
  });
}

/** Nobody's data is ever replaced: looked at again, now that nobody can write there. */
async function clearUnused(tx: AnyTx, engine: Database["engine"], from: string): Promise<void> {
  const tables = await storedTablesOf(named(tx), engine);
  await lockTables(
    tx,
    engine,
    tables.map(({ name }) => name),
  );
  const accounts = tables.find(({ name }) => name === "user_account");
  if (accounts && (await countTable(tx, accounts)) > 0) {
    const movedFrom = await findLocal(named(tx), "movedFrom");
    const { sha256 } = await digestTables(tx, tables);
    if (movedFrom?.from !== from || movedFrom.receipt !== sha256) {
      throw new MoveError(
        "move-refused",
        "Somebody began to use the target meanwhile, so nothing was moved. The source stays in use; name an empty database.",
      );
    }
  }
  await emptyTables(tx, tables);
}

function assertSameSchema(source: SchemaDescription, target: SchemaDescription): void {
  for (const [name, table] of Object.entries(target).filter(([one]) => isOwnTable(one))) {
    const ours = source[name];
    if (ours !== undefined && isDeepStrictEqual(ours, table)) continue;
    throw unequal(`table ${name} has other columns, keys, indexes or rules`);
  }
  const missing = Object.keys(source).filter((name) => isOwnTable(name) && !(name in target));
  if (missing.length > 0) throw unequal(`the target lacks ${missing.join(", ")}`);
}

function unequal(what: string): MoveError {
  return new MoveError(
    "move-unequal",
    `What arrived is not what was sent: ${what}. The source was not changed and stays in use; the target is empty.`,
  );
}
