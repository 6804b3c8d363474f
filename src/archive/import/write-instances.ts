import { setImmediate as breathe } from "node:timers/promises";
import type { Owner, Tx } from "#storage/database.ts";
import { insertImportedTable } from "#storage/imported-rows.ts";
import type { MappedInstance } from "../predecessor/map/mapped.ts";

/** Instances that are inserted at once. */
const chunkSize = 500;
/** Chunks on their way to the database while the next one is mapped. */
const inFlight = 3;
/** After how many the connection gets a turn: a server that is done should not wait for the next chunk. */
const breath = 50;

/** Inserts instances, their logs and intervals while they are being mapped. `onRows` is told how many more were sent. */
export async function writeInstances(
  tx: Tx,
  owner: Owner,
  instances: Iterable<MappedInstance>,
  onRows: (count: number) => void,
): Promise<void> {
  const sent: Promise<unknown>[] = [];
  let chunk: MappedInstance[] = [];
  const send = async () => {
    const insertion = insertChunk(tx, owner, chunk);
    // Awaited below; until then a failure must not count as unheard.
    insertion.catch(() => {});
    sent.push(insertion);
    onRows(chunk.length);
    chunk = [];
    if (sent.length >= inFlight) await sent.shift();
  };
  for (const instance of instances) {
    chunk.push(instance);
    if (chunk.length === chunkSize) await send();
    else if (chunk.length % breath === 0) await breathe();
  }
  await send();
  await Promise.all(sent);
}

/** Not one after the other: the connection takes them in this order. */
function insertChunk(tx: Tx, owner: Owner, chunk: readonly MappedInstance[]): Promise<unknown> {
  const quiet = () => {};
  const rows = chunk.map(({ row }) => row);
  const events = chunk.map(({ event }) => event);
  const intervals = chunk.flatMap((instance) => instance.intervals);
  return Promise.all([
    insertImportedTable(tx, owner, "instance", rows, quiet),
    insertImportedTable(tx, owner, "instanceEvent", events, quiet),
    insertImportedTable(tx, owner, "workInterval", intervals, quiet),
  ]);
}
