/** Milliseconds unless told otherwise. */
export interface OverloadLimits {
  /** How late a timer may be, twice in a row. */
  readonly lag: number;
  /** So many requests wait, … */
  readonly waiting: number;
  /** … and the first of them for so long. */
  readonly wait: number;
}

/** Far from what a busy evening brings: whoever waits this long has pressed the button again. */
export const usualOverloadLimits: OverloadLimits = { lag: 1_000, waiting: 50, wait: 5_000 };

/** How often it is looked whether timers are late, in milliseconds. */
const tickEvery = 500;

/**
 * Knows whether more comes in than can be answered: the process is kept too busy to turn to anything new, or requests
 * wait for the database behind each other. One long piece of work is no overload; two in a row are.
 */
export class Overload {
  readonly #limits: OverloadLimits;
  readonly #now: () => number;
  /** In the order in which they came. */
  readonly #waiting = new Map<object, number>();
  #timer: NodeJS.Timeout | undefined;
  #ticked: number;
  #late = 0;
  #refused = 0;

  /** `now` counts milliseconds from any moment, and is never set back. */
  constructor(limits: Partial<OverloadLimits> = {}, now: () => number = () => performance.now()) {
    this.#limits = { ...usualOverloadLimits, ...limits };
    this.#now = now;
    this.#ticked = now();
  }

  /** Looks after itself from now on, until it is stopped. */
  start(): void {
    this.#ticked = this.#now();
    this.#timer = setInterval(() => this.tick(), tickEvery).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The timer's work: how late is it? */
  tick(): void {
    const now = this.#now();
    const lag = now - this.#ticked - tickEvery;
    this.#ticked = now;
    this.#late = lag > this.#limits.lag ? this.#late + 1 : 0;
  }

  /** A request waits for its answer from now on. */
  begin(request: object): void {
    this.#waiting.set(request, this.#now());
  }

  /** It has it, or went away; ending twice does no harm. */
  end(request: object): void {
    this.#waiting.delete(request);
  }

  get isOver(): boolean {
    if (this.#late >= 2) return true;
    const { waiting, wait } = this.#limits;
    const [first] = this.#waiting.values();
    return this.#waiting.size > waiting && first !== undefined && this.#now() - first > wait;
  }

  /** One more request is sent away; in how many seconds it may come back, not all at the same moment. */
  refuse(): number {
    this.#refused += 1;
    return 2 + (this.#refused % 4);
  }

  /** The requests sent away since the start. */
  get refused(): number {
    return this.#refused;
  }
}
