import type { InstanceEventType } from "#domain/instance/instance-event.ts";
import type { Client } from "#test/support/client.ts";

/** What the writes answer with: a task or an instance. */
export interface View {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** One write of a burst and what became of it. */
export interface Write {
  readonly key: string;
  readonly method: "POST" | "PATCH";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What it adds to the log of its instance; empty for tasks. */
  readonly events: readonly InstanceEventType[];
  /** Missing until the server has said that it is saved. */
  answer?: View;
}

export interface Guest {
  readonly id: string;
  /** The Idempotency-Key of the entry. */
  readonly entryKey: string;
  /** The browser, again with its cookies after every start of the server. */
  client: Client;
  /** In the order they were sent. */
  readonly writes: Write[];
  /** A task that all hands of this guest edit at the same time. */
  readonly sharedTask: string;
}

/** Sends a write once. False when nobody knows whether it was saved; throws when the server refused it. */
export async function sendOnce(client: Client, write: Write): Promise<boolean> {
  const answer = await client
    .send<View>(write.method, write.path, write.body, { key: write.key })
    .catch(() => undefined);
  // A failure of the server, its database or the connection: the same key may be sent again.
  if (answer === undefined || answer.status >= 500) return false;
  if (answer.status >= 400) {
    throw new Error(`${write.method} ${write.path} was refused: ${JSON.stringify(answer.body)}`);
  }
  if (write.answer !== undefined && JSON.stringify(write.answer) !== JSON.stringify(answer.body)) {
    throw new Error(`${write.method} ${write.path} was answered in two ways under one key`);
  }
  write.answer = answer.body;
  return true;
}
