/** Row numbers, most of which come in rising order: runs of neighbours take the room of two numbers. */
export class RowidSet {
  /** Begins and ends of runs, in rising order. */
  readonly #runs: number[] = [];
  readonly #others = new Set<number>();

  /** False when it was there. */
  add(rowid: number): boolean {
    const last = this.#runs.at(-1);
    if (last === undefined || rowid > last + 1) {
      if (this.#others.has(rowid)) return false;
      this.#runs.push(rowid, rowid);
      return true;
    }
    if (rowid === last + 1) {
      if (this.#others.has(rowid)) return false;
      this.#runs[this.#runs.length - 1] = rowid;
      return true;
    }
    if (this.has(rowid)) return false;
    this.#others.add(rowid);
    return true;
  }

  has(rowid: number): boolean {
    if (this.#others.has(rowid)) return true;
    let low = 0;
    let high = this.#runs.length / 2 - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const from = this.#runs[middle * 2] ?? 0;
      if (rowid < from) high = middle - 1;
      else if (rowid > (this.#runs[middle * 2 + 1] ?? 0)) low = middle + 1;
      else return true;
    }
    return false;
  }
}
