/** What the virtual people saw in one step: milliseconds of each answer, and what went wrong. */
export class Timings {
  readonly #all: number[] = [];
  readonly #byVerb = new Map<string, number[]>();
  readonly problems = new Map<string, number>();
  shed = 0;

  answered(verb: string, milliseconds: number): void {
    this.#all.push(milliseconds);
    const those = this.#byVerb.get(verb);
    if (those) those.push(milliseconds);
    else this.#byVerb.set(verb, [milliseconds]);
  }

  failed(what: string): void {
    this.problems.set(what, (this.problems.get(what) ?? 0) + 1);
  }

  get requests(): number {
    return this.#all.length;
  }

  get errors(): number {
    return [...this.problems.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The value that `share` (0 to 1) of all answers stay below, in milliseconds; NaN without answers. */
  percentile(share: number, verb?: string): number {
    const sorted = [...(verb === undefined ? this.#all : (this.#byVerb.get(verb) ?? []))].sort(
      (a, b) => a - b,
    );
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  }

  get verbs(): string[] {
    return [...this.#byVerb.keys()];
  }
}
