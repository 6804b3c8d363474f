/** "Whatever changes here": what the source said has no column of ours and is always given back. */
export const always: unique symbol = Symbol("always");

/**
 * What our own columns say in the predecessor's words, by column or JSON key, and what each follows from. Import compares it
 * with what the source said and keeps only the differences; export says it again, with those differences as long as what
 * they follow from is still the same.
 */
export class Sheet {
  readonly said = new Map<string, unknown>();
  readonly #basis = new Map<string, unknown>();

  /** `undefined`: nothing is written here, yet what stood here in the source follows from `basis`. */
  say(name: string, value: unknown, basis: unknown = value): void {
    if (value !== undefined) this.said.set(name, value);
    if (value === undefined || basis !== value) this.#basis.set(name, basis ?? null);
  }

  /** What the cell follows from; `always` for names nothing of ours speaks of. */
  basis(name: string): unknown {
    const basis = this.#basis.get(name);
    if (basis !== undefined) return basis;
    return this.said.has(name) ? this.said.get(name) : always;
  }
}
