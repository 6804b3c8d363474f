import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

const folder = new URL("../fixtures/predecessor/export/", import.meta.url);

/** The fixture's tasks, and its instances again and again under new ids: an export of the predecessor of any size. */
export function bigExport(instances: number): { name: string; bytes: Uint8Array }[] {
  const [header = [], ...rows]: string[][] = parse(readFileSync(new URL("task_instances.csv", folder)));
  const many = Array.from({ length: instances }, (_, index) => {
    const row = rows[index % rows.length] ?? [];
    return [`i${1_500_000_000 + index}`, ...row.slice(1)];
  });
  return [
    { name: "tasks.csv", bytes: readFileSync(new URL("tasks.csv", folder)) },
    { name: "task_instances.csv", bytes: Buffer.from(stringify([header, ...many])) },
  ];
}
