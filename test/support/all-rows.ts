import type { Database } from "#storage/database.ts";
import type { Schema } from "#storage/schema.ts";

const tables = [
  "area",
  "emotion",
  "task",
  "taskArea",
  "taskEdit",
  "instance",
  "instanceEvent",
  "workInterval",
  "note",
  "surveyResponse",
  "importedRow",
] as const satisfies readonly (keyof Schema)[];

/**
 * Everything a person has, with ids that were made by chance replaced by what they stand for: equal for two people exactly
 * if their data is equal.
 */
export async function allRows(database: Database, owner: string): Promise<Record<string, string[]>> {
  return database.read(owner, async (tx) => {
    const names = new Map<string, string>([[owner, "owner"]]);
    const found = new Map<string, Record<string, unknown>[]>();
    for (const table of tables) {
      const rows: Record<string, unknown>[] = await tx
        .selectFrom(table)
        .selectAll()
        .where("userId", "=", owner)
        .execute();
      found.set(table, rows);
      for (const row of rows) {
        if (typeof row["importId"] === "string") names.set(row["importId"], "import");
        if (typeof row["id"] === "string" && typeof row["sourceId"] === "string") {
          const file = typeof row["file"] === "string" ? row["file"] : "";
          names.set(row["id"], `${table} ${file}${row["sourceId"]}`);
        }
      }
    }
    for (const { id, instanceId, startedAt } of found.get("workInterval") ?? []) {
      names.set(String(id), `interval ${names.get(String(instanceId))} ${String(startedAt)}`);
    }
    const anyId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    const plain = (row: Record<string, unknown>) =>
      JSON.stringify(row).replaceAll(anyId, (id) => JSON.stringify(names.get(id) ?? id).slice(1, -1));
    return Object.fromEntries([...found].map(([table, rows]) => [table, rows.map(plain).sort()]));
  });
}
