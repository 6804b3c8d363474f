import type { AlertCheck, AlertLook, AlertMemory, AlertWords } from "./alert-check.ts";
import { changeStartMarks, readStartMarks } from "./start-marks.ts";

/** So many starts within so many milliseconds are a loop. */
const tooMany = 5;
const within = 10 * 60_000;

/** Whether the server starts again and again. What it knows lies in a file, because the database may be the reason. */
export class RestartCheck implements AlertCheck {
  readonly name = "restarts";
  readonly memory: AlertMemory;
  readonly #folder: string;
  readonly #clock: () => number;
  #startedAt: number | null = null;
  #recent = 0;

  constructor(folder: string, clock: () => number) {
    this.#folder = folder;
    this.#clock = clock;
    this.memory = {
      find: async () => (await readStartMarks(folder)).told,
      // Where nothing can be noted it is told all the same.
      change: async (_name, decide) => {
        const { told } = await readStartMarks(folder);
        const decided = decide(told);
        if (decided === null) return;
        await changeStartMarks(folder, clock(), (marks) => ({ ...marks, told: decided.next })).catch(
          () => {},
        );
      },
    };
  }

  /** The starts of the last ten minutes that nobody ended, this one counted in, as seen last. */
  get recent(): number {
    return this.#recent;
  }

  /** Notes that the server starts. A folder that cannot be written is allowed with a database elsewhere. */
  async started(): Promise<void> {
    const now = this.#clock();
    this.#startedAt = now;
    this.#recent = 1;
    await changeStartMarks(this.#folder, now, (marks) => ({
      ...marks,
      starts: [...marks.starts, now],
    })).catch(() => {});
  }

  /** The server ends because it was asked to: this start is not one of a loop. */
  async ended(): Promise<void> {
    const started = this.#startedAt;
    if (started === null) return;
    this.#startedAt = null;
    const others = (starts: readonly number[]) => starts.filter((start) => start !== started);
    await changeStartMarks(this.#folder, this.#clock(), (marks) => ({
      ...marks,
      starts: others(marks.starts),
    })).catch(() => {});
  }

  words(): AlertWords {
    return {
      trouble: "The server starts again and again",
      well: "The server stays up again",
      opening: "It starts again and again, so people meet it only now and then, or not at all.",
      advice: [
        "Read the last lines of its log: journalctl -u task-aversion-system -n 100, or: docker compose logs --tail 100",
        'Run "tas doctor" on the server. It says what is in the way of a start.',
      ],
    };
  }

  async look(now: number): Promise<AlertLook> {
    const { starts } = await readStartMarks(this.#folder);
    this.#recent = starts.filter((start) => start <= now && now - start < within).length;
    if (this.#recent < tooMany) return { troubles: [], fact: "" };
    return { troubles: [`It was started ${this.#recent} times within ten minutes.`], fact: "" };
  }
}
