/** Chance that can be repeated: the same seed gives the same sequence. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** True in `share` (0–1) of all cases. */
  happens(share: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** Normally distributed around 0. */
  spread(deviation: number): number;
  pick<T>(list: readonly T[]): T;
}

/** mulberry32 (public domain, T. Ettinger): small, and good enough for made-up data. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return {
    next,
    happens: (share) => next() < share,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    // Box–Muller; 1 − next() is never 0.
    spread: (deviation) => deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick(list) {
      const item = list[Math.floor(next() * list.length)];
      if (item === undefined) throw new RangeError("There is nothing to pick from.");
      return item;
    },
  };
}
