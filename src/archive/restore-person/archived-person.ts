import { usernameKey } from "#domain/account/username.ts";
import type { Storable } from "#storage/dialect/storable.ts";
import type { StoredTable } from "#storage/stored-tables.ts";
import type { Row } from "#storage/table-rows.ts";
import { ArchiveError, damaged } from "../portable/archive-error.ts";
import type { ArchivedRows } from "../portable/archived-rows.ts";

export interface ArchivedPerson {
  readonly id: string;
  readonly timeZone: string;
}

/**
 * Whose rows of an archive are meant: those of its one person, or of the one with that username or id. Without `wanted` an
 * archive of a whole installation must hold one account only. Throws ArchiveError 'archive-scope'.
 */
export async function archivedPerson(
  archived: ArchivedRows,
  wanted: string | undefined,
): Promise<ArchivedPerson> {
  const found: ArchivedPerson[] = [];
  let accounts = 0;
  for await (const { table, rows } of archived.chunks()) {
    // Accounts come before everything that belongs to them.
    if (table.name !== "user_account" && accounts > 0) break;
    if (table.name !== "user_account") continue;
    const account = accountReader(table);
    for (const row of rows) {
      accounts += 1;
      if (wanted === undefined ? found.length < 2 : account.is(row, wanted)) found.push(account.person(row));
    }
  }
  const [person] = found;
  if (person && found.length === 1) return person;
  if (accounts === 0) throw damaged("it holds no account");
  throw new ArchiveError(
    "archive-scope",
    wanted === undefined
      ? `This archive holds ${accounts} accounts; say whose data is meant with --person NAME. Nothing was changed.`
      : "There is no such person in this archive. Nothing was changed.",
  );
}

function accountReader({ columns }: StoredTable) {
  const value = (row: Row, name: string): Storable =>
    row[columns.findIndex((column) => column.name === name)] ?? null;
  return {
    is: (row: Row, wanted: string) =>
      value(row, "id") === wanted || value(row, "username_key") === usernameKey(wanted),
    person: (row: Row): ArchivedPerson => ({
      id: String(value(row, "id")),
      timeZone: String(value(row, "time_zone")),
    }),
  };
}
