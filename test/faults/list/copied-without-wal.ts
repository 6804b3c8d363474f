import { copyFile, mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { startServerProcess } from "#test/support/server-process.ts";
import { Burst, enterGuests } from "../burst.ts";
import { checkDatabase } from "../check-database.ts";
import type { Fault } from "../fault.ts";
import { holdingsOf, missing } from "../holdings.ts";
import { Random } from "../random.ts";
import { refusedStart } from "../tas-in-room.ts";

export const copiedWithoutWal: Fault = {
  name: "database file copied without its -wal",
  engines: ["sqlite"],
  only: "PostgreSQL keeps its log with its own files",
  async run(room, seed) {
    const random = new Random(seed);
    const place = await room.place("lived");
    if (place.engine !== "sqlite") throw new Error("A file was asked for.");
    const settled = await holdingsOf(place);
    const server = await startServerProcess(place);
    const guests = await enterGuests(server.url, 2);
    const burst = new Burst(guests, 2, random.fork(), "stop");
    await burst.untilAnswered(random.int(5, 30));
    await server.kill();
    await burst.finished();
    const wrong: string[] = [];
    if ((await stat(`${place.path}-wal`)).size === 0) wrong.push("There is no -wal: the try proves nothing.");
    const copy = { engine: "sqlite", path: join(room.folder, "copy", "task_aversion.db") } as const;
    await mkdir(join(room.folder, "copy"));
    await copyFile(place.path, copy.path);
    const onCopy = await startServerProcess(copy);
    const { status } = await fetch(`${onCopy.url}/readyz`);
    if (status !== 200) wrong.push(`The copy is not served: ${status}`);
    await onCopy.stop();
    const lost = missing(settled, await holdingsOf(copy));
    if (lost > 0) wrong.push(`${lost} rows that were in the file itself are not in the copy.`);
    wrong.push(...(await checkDatabase(copy, [])));
    // The log alone, without its file, is refused; with it, everything acknowledged is there.
    const aside = `${place.path}.aside`;
    await rename(place.path, aside);
    const alone = await refusedStart(place, {});
    wrong.push(...alone.wrong);
    await rename(aside, place.path);
    wrong.push(...(await checkDatabase(place, guests)));
    return { tried: 1, lost, wrong, said: [alone.sentence] };
  },
};
