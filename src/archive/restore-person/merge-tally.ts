/** How many rows listed by name; the counts know all of them. */
const listedAtMost = 1_000;

export interface TableTally {
  new: number;
  present: number;
  setAside: number;
}

/** What a merge found, in numbers. */
export class MergeTally {
  readonly tables = new Map<string, TableTally>();
  /** Table and reason of rows set aside. */
  readonly setAside: { table: string; code: string; count: number }[] = [];
  readonly notices = new Map<string, number>();
  readonly states = { completed: 0, cancelled: 0, open: 0 };
  /** Rows that are here with another content. */
  readonly changed: { table: string; id: string }[] = [];

  table(name: string): TableTally {
    const found = this.tables.get(name) ?? { new: 0, present: 0, setAside: 0 };
    this.tables.set(name, found);
    return found;
  }

  aside(table: string, code: string): void {
    this.table(table).setAside += 1;
    const known = this.setAside.find((entry) => entry.table === table && entry.code === code);
    if (known) known.count += 1;
    else this.setAside.push({ table, code, count: 1 });
  }

  notice(code: string): void {
    this.notices.set(code, (this.notices.get(code) ?? 0) + 1);
  }

  differs(table: string, id: unknown, deletedHere: boolean): void {
    this.notice(deletedHere ? "deleted-here" : "changed-here");
    if (typeof id === "string" && this.changed.length < listedAtMost) this.changed.push({ table, id });
  }
}
