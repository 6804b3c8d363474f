import { tableNames } from "./copy.ts";
import styles from "./import.module.css";

interface NamedRowsProps {
  heading: string;
  rows: readonly { table: string; id: string; name: string }[];
}

/** Rows by their names, so that a person recognises them. */
export function NamedRows({ heading, rows }: NamedRowsProps) {
  if (rows.length === 0) return null;
  return (
    <div className={styles.tight}>
      <h3>{heading}</h3>
      <ul className={styles.list}>
        {rows.map(({ table, id, name }) => (
          <li key={`${table} ${id}`}>
            {name} <span className={styles.soft}>({tableNames[table] ?? table})</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
