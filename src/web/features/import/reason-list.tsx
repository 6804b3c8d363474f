import styles from "./import.module.css";
import { reasonInWords } from "./reason-words.ts";

interface ReasonListProps {
  heading: string;
  reasons: readonly { code: string; count: number; table?: string }[];
}

export function ReasonList({ heading, reasons }: ReasonListProps) {
  if (reasons.length === 0) return null;
  return (
    <div className={styles.tight}>
      <h3>{heading}</h3>
      <ul className={styles.list}>
        {reasons.map(({ code, count, table }) => (
          <li key={`${table ?? ""} ${code}`}>
            {reasonInWords(code)} {count > 1 && <span className={styles.soft}>({count} times)</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
