import {
  listedAtMost,
  type RepairCode,
  type SetAsideCode,
  type SourceNotice,
  type SourceNoticeCode,
  type SourceRepair,
  type SourceReport,
  type SourceSetAside,
} from "./source-report.ts";
import type { SourceTableName } from "./source-tables.ts";

const examplesAtMost = 5;

/** Counts everything odd while a source is read; lists are bounded, so that a hostile file cannot fill the memory. */
export class ReportCollector {
  readonly #notices = new Map<
    string,
    { notice: Omit<SourceNotice, "count">; count: number; examples: string[] }
  >();
  readonly #repaired: SourceRepair[] = [];
  readonly #setAside: SourceSetAside[] = [];
  readonly #repairedCounts: Partial<Record<SourceTableName, Partial<Record<RepairCode, number>>>> = {};
  readonly #setAsideCounts: Partial<Record<SourceTableName, Partial<Record<SetAsideCode, number>>>> = {};

  notice(code: SourceNoticeCode, table: SourceTableName | null, example?: string): void {
    const key = `${code}/${table ?? ""}`;
    const entry = this.#notices.get(key) ?? { notice: { code, table, examples: [] }, count: 0, examples: [] };
    entry.count += 1;
    if (example !== undefined && entry.examples.length < examplesAtMost)
      entry.examples.push(printable(example));
    this.#notices.set(key, entry);
  }

  repair(repair: SourceRepair): void {
    const counts = (this.#repairedCounts[repair.table] ??= {});
    counts[repair.code] = (counts[repair.code] ?? 0) + 1;
    if (this.#repaired.length < listedAtMost) this.#repaired.push(repair);
  }

  setAside(entry: SourceSetAside): void {
    const counts = (this.#setAsideCounts[entry.table] ??= {});
    counts[entry.code] = (counts[entry.code] ?? 0) + 1;
    if (this.#setAside.length < listedAtMost) this.#setAside.push(entry);
  }

  report(): SourceReport {
    return {
      notices: [...this.#notices.values()].map(({ notice, count, examples }) => ({
        ...notice,
        count,
        examples,
      })),
      repaired: this.#repaired,
      repairedCounts: this.#repairedCounts,
      setAside: this.#setAside,
      setAsideCounts: this.#setAsideCounts,
    };
  }
}

/** File and column names come from outside: no control characters, not endless. */
export function printable(name: string): string {
  const plain = name.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, "�");
  return plain.length > 80 ? `${plain.slice(0, 79).toWellFormed()}…` : plain;
}
