import { isDeepStrictEqual } from "node:util";
import { type Guest, sendOnce, type View, type Write } from "./write.ts";

/** What moves by itself or with other writes, and says nothing about whether this one was saved. */
const moving = new Set(["clock", "undoUntil", "canTakeBack", "canTakeBackEdit", "completedCount"]);
const ofOthers = ["openInstanceId", "openInstanceDueAt", "lastCompletedAt"];
for (const field of ofOthers) moving.add(field);

/** Sends what nobody answered once more, with the same key. The sentences name what is not saved even now. */
export async function retryUnanswered(guests: readonly Guest[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const guest of guests) {
    for (const write of guest.writes.filter(({ answer }) => answer === undefined)) {
      if (!(await sendOnce(guest.client, write))) wrong.push(`${write.path} is not saved when sent again`);
    }
  }
  return wrong;
}

/** Sends some answered writes once more: the answer is the first one, marked as such. */
export async function checkReplays(guests: readonly Guest[], most: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const { client, writes } of guests) {
    for (const { method, path, body, key, answer } of writes.slice(-most)) {
      const again = await client.send<View>(method, path, body, { key });
      const marked = again.headers.get("idempotency-replayed") === "true";
      if (!marked || !isDeepStrictEqual(again.body, answer)) {
        wrong.push(`${method} ${path} was done again, or answered otherwise: ${again.status}`);
      }
    }
  }
  return wrong;
}

/** Reads everything back as the app would show it. */
export async function checkAnswers(guests: readonly Guest[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const guest of guests) {
    for (const write of guest.writes) {
      if (write.answer && !holds(write.answer, write.body)) wrong.push(`${write.path} kept something else`);
    }
    for (const [path, last] of lastAnswers(guest)) {
      const { status, body } = await guest.client.get<View>(path);
      if (status !== 200) wrong.push(`${path} answers ${status}`);
      else if (!isDeepStrictEqual(still(body), still(last)))
        wrong.push(`${path} is not as it was last saved`);
    }
  }
  return wrong;
}

/** The newest answer about each task and instance. */
function lastAnswers({ writes }: Guest): Map<string, View> {
  const last = new Map<string, View>();
  for (const { path, answer } of writes) {
    if (answer === undefined) continue;
    const at = `/${path.split("/")[1]}/${answer.id}`;
    const known = last.get(at);
    // Several hands edit the shared task at once; its version says who came last.
    if (known === undefined || ageOf(answer) >= ageOf(known)) last.set(at, answer);
  }
  return last;
}

function ageOf(view: View): number {
  return Number(view["eventCount"] ?? view["version"]);
}

function still(view: View): object {
  return Object.fromEntries(Object.entries(view).filter(([field]) => !moving.has(field)));
}

/** Whether every value sent stands in the answer; reasons are kept in the log only. */
function holds(view: View, body: Write["body"]): boolean {
  return Object.entries(body).every(([field, sent]) => {
    const value = view[field];
    if (field === "reason") return true;
    if (typeof sent !== "object" || sent === null) return value === sent;
    const inner = value as Record<string, unknown>;
    return Object.entries(sent).every(([name, part]) => inner[name] === part);
  });
}
