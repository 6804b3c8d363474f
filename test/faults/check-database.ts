import { isDeepStrictEqual } from "node:util";
import SqliteDatabase from "better-sqlite3";
import { replay } from "#domain/instance/lifecycle.ts";
import { everyone, openDatabase, type Tx } from "#storage/database.ts";
import { listInstanceEvents } from "#storage/instance-event.ts";
import { instanceOfRow } from "#storage/instance-row.ts";
import { listWorkIntervals } from "#storage/work-interval.ts";
import type { Place } from "#test/support/each-dialect.ts";
import type { Guest, Write } from "./write.ts";

/** Looks at the tables themselves; the sentences say what is wrong with them. */
export async function checkDatabase(place: Place, guests: readonly Guest[]): Promise<string[]> {
  const database = await openDatabase(place);
  try {
    return [
      ...(place.engine === "sqlite" ? checkFile(place.path) : []),
      ...(await database.read(everyone, async (tx) => {
        const wrong = await checkProjections(tx);
        for (const guest of guests) wrong.push(...(await checkGuest(tx, guest)));
        return wrong;
      })),
    ];
  } finally {
    await database.close();
  }
}

/** What SQLite itself finds. */
function checkFile(path: string): string[] {
  const file = new SqliteDatabase(path, { readonly: true, timeout: 5_000 });
  try {
    const integrity = file.pragma("integrity_check", { simple: true });
    const orphans = file.pragma("foreign_key_check");
    return [
      ...(integrity === "ok" ? [] : [`integrity_check says ${String(integrity)}`]),
      ...(Array.isArray(orphans) && orphans.length === 0 ? [] : ["rows without their parent"]),
    ];
  } finally {
    file.close();
  }
}

/** Every instance is what its log adds up to, with intervals that fit its state. */
async function checkProjections(tx: Tx): Promise<string[]> {
  const wrong: string[] = [];
  const rows = await tx.selectFrom("instance").selectAll().execute();
  for (const row of rows) {
    const events = await listInstanceEvents(tx, row.userId, row.id);
    const intervals = await listWorkIntervals(tx, row.userId, [row.id]);
    const stored = instanceOfRow(row, intervals.get(row.id) ?? []);
    if (events.some(({ seq }, index) => seq !== index + 1)) wrong.push(`the log of ${row.id} has a gap`);
    if (events.length === 0) wrong.push(`${row.id} has no log`);
    else if (!isDeepStrictEqual(stored, replay(events)))
      wrong.push(`${row.id} is not what its log adds up to`);
    const running = stored.intervals.filter(({ endedAt }) => endedAt === null).length;
    if (running !== (stored.state === "active" ? 1 : 0)) {
      wrong.push(`${row.id} is ${stored.state} with ${running} running intervals`);
    }
  }
  const strays = await tx
    .selectFrom("instanceEvent")
    .leftJoin("instance", (join) =>
      join
        .onRef("instance.userId", "=", "instanceEvent.userId")
        .onRef("instance.id", "=", "instanceEvent.instanceId"),
    )
    .select("instanceEvent.instanceId")
    .where("instance.id", "is", null)
    .execute();
  return [...wrong, ...strays.map(({ instanceId }) => `an event of ${instanceId}, which is not there`)];
}

/** What this guest has is what the kept answers promise, no more and no less. */
async function checkGuest(tx: Tx, guest: Guest): Promise<string[]> {
  const kept = await tx
    .selectFrom("idempotencyKey")
    .select(["key", "body"])
    .where("userId", "=", guest.id)
    .execute();
  const bodies = new Map(kept.map(({ key, body }) => [key, body]));
  const wrong: string[] = [];
  for (const write of guest.writes) {
    const body = bodies.get(write.key);
    if (write.answer === undefined) continue;
    if (body === undefined) wrong.push(`${named(write)} was acknowledged and is lost`);
    else if (!isDeepStrictEqual(JSON.parse(body), write.answer))
      wrong.push(`${named(write)} was answered otherwise`);
  }
  const saved = guest.writes.filter(({ key }) => bodies.has(key));
  if (bodies.size !== saved.length + 1 || !bodies.has(guest.entryKey)) {
    wrong.push("an answer is kept that nobody asked for, or the entry's is not");
  }
  const ids = new Map([...bodies].map(([key, body]) => [key, idIn(body)]));
  return [
    ...wrong,
    ...(await checkTasks(tx, guest, saved, ids)),
    ...(await checkInstances(tx, guest, saved, ids)),
  ];
}

type Ids = ReadonlyMap<string, string>;

async function checkTasks(tx: Tx, guest: Guest, saved: readonly Write[], ids: Ids): Promise<string[]> {
  const tasks = await tx.selectFrom("task").select(["id", "name"]).where("userId", "=", guest.id).execute();
  const made = saved.filter(({ method, path }) => method === "POST" && path === "/tasks");
  const edits = await tx.selectFrom("taskEdit").select("after").where("userId", "=", guest.id).execute();
  const edited = saved.filter(({ method, path }) => method === "PATCH" && path.startsWith("/tasks/"));
  const there = tasks.map(({ id, name }) => `${id} ${name}`);
  const promised = made.map(({ key, body }) => `${ids.get(key)} ${String(body["name"])}`);
  const changes = edits.map(({ after }) => after);
  const expected = edited.map(({ body }) => JSON.stringify(body));
  return [
    ...(sameSet(there, promised) ? [] : [`${there.length} tasks for ${made.length} answers, or others`]),
    ...(sameSet(changes, expected) ? [] : [`${edits.length} edits for ${edited.length} answers, or others`]),
  ];
}

async function checkInstances(tx: Tx, guest: Guest, saved: readonly Write[], ids: Ids): Promise<string[]> {
  const wrong: string[] = [];
  const instances = await tx.selectFrom("instance").select("id").where("userId", "=", guest.id).execute();
  const planned = saved.filter(({ path }) => path === "/instances");
  const there = instances.map(({ id }) => id);
  const promisedIds = planned.map(({ key }) => ids.get(key) ?? "");
  if (!sameSet(there, promisedIds)) {
    wrong.push(`${there.length} instances for ${planned.length} answers, or others`);
  }
  for (const id of there) {
    const about = saved.filter(
      ({ path, key }) => path.split("/")[2] === id || (path === "/instances" && ids.get(key) === id),
    );
    const promised = about.flatMap(({ events }) => events);
    const happened = (await listInstanceEvents(tx, guest.id, id)).map(({ type }) => type);
    if (!isDeepStrictEqual(happened, promised)) {
      wrong.push(`the log of ${id} says ${happened.join(", ")}; answered was ${promised.join(", ")}`);
    }
  }
  return wrong;
}

function idIn(body: string): string {
  const view: unknown = JSON.parse(body);
  return typeof view === "object" && view !== null && "id" in view ? String(view.id) : "";
}

function named(write: Write): string {
  return `${write.method} ${write.path} (${write.key})`;
}

function sameSet(one: string[], other: string[]): boolean {
  return isDeepStrictEqual(one.toSorted(), other.toSorted());
}
