import { randomUUID } from "node:crypto";
import { Client } from "#test/support/client.ts";
import type { Random } from "./random.ts";
import { type Guest, sendOnce, type View, type Write } from "./write.ts";

/** What a hand does with a write that nobody answered: nothing more, or send it again until somebody does. */
type Unanswered = "stop" | "again";

/** Many hands of several guests writing at the same time. */
export class Burst {
  answered = 0;
  #over = false;
  readonly #unanswered: Unanswered;
  readonly #hands: Promise<void>[];

  constructor(guests: readonly Guest[], handsEach: number, random: Random, unanswered: Unanswered) {
    this.#unanswered = unanswered;
    this.#hands = guests.flatMap((guest) =>
      Array.from({ length: handsEach }, () => this.#work(guest, random.fork())),
    );
  }

  /** Resolves once this many writes were answered, or when all hands have stopped. */
  async untilAnswered(count: number): Promise<void> {
    const stopped = this.finished();
    let working = true;
    void stopped.finally(() => (working = false)).catch(() => {});
    while (working && this.answered < count) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** No hand begins another write. */
  end(): void {
    this.#over = true;
  }

  /** Waits for what is under way. Rejects when the server refused a write. */
  async finished(): Promise<void> {
    await Promise.all(this.#hands);
  }

  async #work(guest: Guest, random: Random): Promise<void> {
    const say = async (method: Write["method"], path: string, body: object, ...events: Write["events"]) => {
      if (this.#over) throw new HandStopped();
      const write: Write = { key: randomUUID(), method, path, body: { ...body }, events };
      guest.writes.push(write);
      return await this.#send(guest, write, random.chance(0.15));
    };
    try {
      while (!this.#over) await oneLife(guest, random, say);
    } catch (error) {
      if (!(error instanceof HandStopped)) throw error;
    }
  }

  async #send(guest: Guest, write: Write, twice: boolean): Promise<View> {
    for (;;) {
      // An impatient browser may send the same write again while the first is still on its way.
      const sendings = Array.from({ length: twice ? 2 : 1 }, () => sendOnce(guest.client, write));
      await Promise.all(sendings);
      if (write.answer !== undefined) {
        this.answered++;
        return write.answer;
      }
      if (this.#unanswered === "stop") throw new HandStopped();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

class HandStopped extends Error {}

type Say = (method: Write["method"], path: string, body: object, ...events: Write["events"]) => Promise<View>;

const texts = [
  "tax letter",
  "Wäsche, zweiter Korb",
  "call 📞 the dentist",
  '«dépôt» & "quotes" <b>',
  "x",
] as const;

/** A task from its name to an edited outcome, as one person's hand would send it. */
async function oneLife(guest: Guest, random: Random, say: Say): Promise<void> {
  const mark = () => `${random.pick(texts)} ${randomUUID()}`;
  const scale = () => random.int(0, 100);
  const task = await say("POST", "/tasks", { name: mark(), description: random.chance(0.5) ? mark() : "" });
  const { id } = await say("POST", "/instances", { taskId: task.id }, "planned");
  const instance = `/instances/${id}`;
  const forecast = { aversion: scale(), relief: scale(), minutes: random.int(1, 90) };
  if (random.chance(0.5)) {
    await say("POST", `${instance}/forecast`, { forecast }, "initialized");
    await say("POST", `${instance}/start`, {}, "started");
  } else await say("POST", `${instance}/start`, { forecast }, "initialized", "started");
  if (random.chance(0.5)) {
    await say("POST", `${instance}/pause`, { reason: mark() }, "paused");
    await say("POST", `${instance}/resume`, {}, "resumed");
  }
  const outcome = { aversion: scale(), relief: scale(), completion: random.int(0, 200) };
  await say("POST", `${instance}/complete`, { outcome, note: mark() }, "completed");
  await say("PATCH", instance, { note: mark() }, "edited");
  await say("PATCH", `/tasks/${guest.sharedTask}`, { notes: mark() });
}

/** New guests, each with a task that all their hands will edit. */
export async function enterGuests(url: string, count: number): Promise<Guest[]> {
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new Client(url);
      const entryKey = randomUUID();
      const asking = { key: entryKey };
      const entered = await client.post<{ account: View }>("/session/guest", { timeZone: "UTC" }, asking);
      const first: Write = {
        key: randomUUID(),
        method: "POST",
        path: "/tasks",
        body: { name: "edited by all" },
        events: [],
      };
      if (!(await sendOnce(client, first)) || first.answer === undefined) throw new Error("Nobody came in.");
      const sharedTask = first.answer.id;
      return { id: entered.body.account.id, entryKey, client, writes: [first], sharedTask };
    }),
  );
}

/** The same browsers at the server's new address. */
export function followServer(guests: readonly Guest[], url: string): void {
  for (const guest of guests) {
    const client = new Client(url);
    for (const [name, value] of guest.client.cookies) client.cookies.set(name, value);
    guest.client = client;
  }
}
