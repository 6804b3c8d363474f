import type { Place } from "#test/support/each-dialect.ts";
import type { FaultRoom } from "./fault-room.ts";

export type Engine = Place["engine"];

/** What a try found. */
export interface Outcome {
  /** How often the fault struck. */
  readonly tried: number;
  /** Rows or entries that were there before and are not there now. */
  readonly lost: number;
  /** One sentence each; empty when everything is as it should be. */
  readonly wrong: readonly string[];
  /** What the host was told. */
  readonly said?: readonly string[];
  /** Why it was not tried here. */
  readonly skipped?: string;
}

/** Something that goes wrong on machines, done on purpose. */
export interface Fault {
  /** As people would say it. */
  readonly name: string;
  readonly engines: readonly Engine[];
  /** Why it is not tried on the other engine. */
  readonly only?: string;
  /** One try in a fresh room; the same seed does the same as far as two processes can. */
  readonly run: (room: FaultRoom, seed: number) => Promise<Outcome>;
}

/** Runs a try to its end, whatever happens in it. */
export async function tryFault({ run }: Fault, room: FaultRoom, seed: number): Promise<Outcome> {
  try {
    const outcome = await run(room, seed);
    return { ...outcome, wrong: outcome.wrong.map((sentence) => `${sentence} (seed ${seed})`) };
  } catch (error) {
    const sentence = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { tried: 1, lost: 0, wrong: [`${sentence} (seed ${seed})`] };
  }
}

/** Of a fault that cannot be made here. */
export function skipped(why: string): Outcome {
  return { tried: 0, lost: 0, wrong: [], skipped: why };
}
