import { StorageError } from "../storage-error.ts";

/** Lends each of its items to one borrower at a time, first come first served. */
export class ResourcePool<T> {
  readonly #items: readonly T[];
  readonly #idle: T[];
  readonly #waiting: ((item: T) => void)[] = [];
  #closed = false;

  constructor(items: readonly T[]) {
    this.#items = items;
    this.#idle = [...items];
  }

  async use<R>(work: (item: T) => Promise<R>): Promise<R> {
    if (this.#closed) throw new StorageError("unavailable", "The database is closed.");
    const item = await this.#borrow();
    try {
      return await work(item);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(item);
      else this.#idle.push(item);
    }
  }

  /** Refuses new borrowers, waits for the present ones, then hands every item over to be closed. */
  async close(dispose: (item: T) => void): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (let returned = 0; returned < this.#items.length; returned++) dispose(await this.#borrow());
  }

  #borrow(): Promise<T> {
    const item = this.#idle.pop();
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }
}
