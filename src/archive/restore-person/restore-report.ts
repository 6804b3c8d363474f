import type { ImportReport } from "#contract/import.ts";
import type { Owner, Tx } from "#storage/database.ts";
import { type ImportedTable, listNamedRows } from "#storage/imported-keys.ts";
import { reportNames, reportTables } from "../import/table-names.ts";
import type { MergeTally } from "./merge-tally.ts";

/** What restoring an archive would do or did, in the form of every import's report. */
export async function restoreReport(
  tx: Tx,
  owner: Owner,
  tally: MergeTally,
  about: {
    readonly importId: string;
    readonly dryRun: boolean;
    readonly timeZone: string;
    readonly upgraded: boolean;
  },
): Promise<ImportReport> {
  const { importId, dryRun, timeZone, upgraded } = about;
  const notices = upgraded ? [...tally.notices, ["upgraded-archive", 1] as const] : [...tally.notices];
  return {
    importId: dryRun ? null : importId,
    dryRun,
    form: "archive",
    // The times of an archive are instants; this is the zone of its account.
    timezone: timeZone,
    timezoneSource: "file",
    tables: Object.fromEntries(
      inOrder(tally.tables).map(([name, counts]) => [name, { ...counts, repaired: 0 }]),
    ),
    instances: { ...tally.states },
    repairs: [],
    setAside: tally.setAside.map((entry) => ({ ...entry })),
    scale: { proposals: [], converted: false },
    changedHere: await named(tx, owner, tally),
    notices: notices.map(([code, count]) => ({ code, count })),
  };
}

/** What people know first, as in every report; then the rest. */
export function inOrder<T>(tables: ReadonlyMap<string, T>): [string, T][] {
  const known = new Set<string>(reportTables);
  return [
    ...reportTables.flatMap((name): [string, T][] => {
      const found = tables.get(name);
      return found === undefined ? [] : [[name, found]];
    }),
    ...[...tables].filter(([name]) => !known.has(name)),
  ];
}

/** Tables by their names in SQL. */
const namedTables = new Map<string, ImportedTable>(
  // Its keys are the names of tables in code, some of which have no rows with a name.
  (Object.entries(reportNames) as [ImportedTable, string][])
    .filter(([table]) => !["taskArea", "importedRow"].includes(table))
    .map(([table, name]) => [name, table]),
);

export function namedTableOf(name: string): ImportedTable | undefined {
  return namedTables.get(name);
}

async function named(tx: Tx, owner: Owner, { changed }: MergeTally): Promise<ImportReport["changedHere"]> {
  const rows: ImportReport["changedHere"] = [];
  for (const name of new Set(changed.map(({ table }) => table))) {
    const table = namedTableOf(name);
    const ids = changed.filter((row) => row.table === name).map(({ id }) => id);
    const names = table ? await listNamedRows(tx, owner, table, { ids }) : [];
    const called = new Map(names.map((row) => [row.id, row.name]));
    for (const id of ids) rows.push({ table: name, id, name: called.get(id) ?? "" });
  }
  return rows;
}
