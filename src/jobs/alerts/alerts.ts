import type { AlertCheck, AlertMark, AlertMemory } from "./alert-check.ts";
import { alertMail, type Letter } from "./alert-mail.ts";

export interface AlertParts {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** The address of this installation. */
  readonly place: string;
  /** For the checks that have no memory of their own. */
  readonly memory: AlertMemory;
  /** True when the mail was taken. */
  readonly send: (mail: Letter) => Promise<boolean>;
}

const day = 24 * 60 * 60_000;

type Decision = { readonly before: AlertMark | undefined; readonly next: AlertMark | undefined } | null;

/** Writes to the host about matters that need a look: of each once a day at most, and once when it is well again. */
export class Alerts {
  readonly #parts: AlertParts;

  constructor(parts: AlertParts) {
    this.#parts = parts;
  }

  /** Looks how things are, and writes when it is time. */
  async look(check: AlertCheck): Promise<void> {
    const { clock, place, send } = this.#parts;
    const memory = check.memory ?? this.#parts.memory;
    const now = clock();
    const look = await check.look(now);
    if (look === null) return;
    const decision = await claim(memory, check, look.troubles.length > 0, now);
    if (decision === null) return;
    const page = `${place.replace(/\/$/u, "")}/server`;
    const sent = await send(alertMail(place, check.words(page), look));
    if (!sent) await memory.change(check.name, () => ({ next: decision.before }));
  }
}

/** Whether to write now. Of several processes one gets it. `before` is what to put back when the mail is not taken. */
async function claim(
  memory: AlertMemory,
  { name }: AlertCheck,
  isTrouble: boolean,
  now: number,
): Promise<Decision> {
  const decide = (mark: AlertMark | undefined): Decision => {
    if (!isTrouble) return mark ? { before: mark, next: undefined } : null;
    // A clock that was set back does not silence it.
    if (mark && now - mark.mailedAt < day && mark.mailedAt <= now) return null;
    return { before: mark, next: { since: mark?.since ?? now, mailedAt: now } };
  };
  // Most looks find nothing to do, and a write is more than a read.
  if (decide(await memory.find(name)) === null) return null;
  let decision: Decision = null;
  await memory.change(name, (mark) => {
    decision = decide(mark);
    return decision;
  });
  return decision;
}
