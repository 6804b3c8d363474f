import type { FastifyBaseLogger } from "fastify";

/** Small work that no answer waits for; closing the server does. */
export class Background {
  readonly #running = new Set<Promise<void>>();
  readonly #logger: FastifyBaseLogger;

  constructor(logger: FastifyBaseLogger) {
    this.#logger = logger;
  }

  /** Starts `work`; a failure is logged under `name` and goes no further. */
  run(name: string, work: () => Promise<void>): void {
    const running: Promise<void> = work()
      .catch((error: unknown) => this.#logger.warn({ err: error }, `could not ${name}`))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async finished(): Promise<void> {
    await Promise.all(this.#running);
  }
}
