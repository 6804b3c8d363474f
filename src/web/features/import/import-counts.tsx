import type { ImportReport } from "#contract/import.ts";
import { copy, tableNames, uncounted } from "./copy.ts";
import styles from "./import.module.css";
import { NamedRows } from "./named-rows.tsx";
import { ReasonList } from "./reason-list.tsx";

const columnNames = ["new", "present", "repaired", "setAside"] as const;

/** How many of what, in a table, and every reason with its count. */
export function ImportCounts({ report }: { report: ImportReport }) {
  const tables = Object.entries(report.tables).filter(
    ([table, counts]) => !uncounted.has(table) && Object.values(counts).some((count) => count > 0),
  );
  // A column of noughts only would be one more thing to read.
  const columns = columnNames.filter(
    (column) => column === "new" || tables.some(([, counts]) => counts[column] > 0),
  );
  const nothingNew = Object.values(report.tables).every((counts) => counts.new === 0);
  const { completed, cancelled, open } = report.instances;
  return (
    <div className={styles.stack}>
      {nothingNew && <p>{copy.nothingNew}</p>}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{copy.table}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {copy[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.map(([table, counts]) => (
            <tr key={table}>
              <th scope="row">{tableNames[table] ?? table}</th>
              {columns.map((column) => (
                <td key={column}>{counts[column]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p>{copy.instances(completed, cancelled, open)}</p>
      <ReasonList heading={copy.repairsTitle} reasons={report.repairs} />
      <ReasonList heading={copy.setAsideTitle} reasons={report.setAside} />
      <ReasonList heading={copy.noticesTitle} reasons={report.notices} />
      <NamedRows heading={copy.changedHere} rows={report.changedHere} />
    </div>
  );
}
