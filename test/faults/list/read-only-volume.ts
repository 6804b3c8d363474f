import { readdir, readFile } from "node:fs/promises";
import { startServerProcess } from "#test/support/server-process.ts";
import { type Fault, type Outcome, skipped } from "../fault.ts";
import type { FaultRoom } from "../fault-room.ts";
import { difference, holdingsOf, missing } from "../holdings.ts";
import type { Disk } from "../small-disk.ts";
import { lastLine, refusedStart, tas, unclear } from "../tas-in-room.ts";

/** SQLite: the volume with the database. PostgreSQL: the volume with the app's data folder, which serving does not need. */
export const readOnlyVolume: Fault = {
  name: "read-only volume",
  engines: ["sqlite", "postgres"],
  run: (room) => (room.engine === "sqlite" ? withDatabase(room) : withDataFolder(room)),
};

async function withDatabase(room: FaultRoom): Promise<Outcome> {
  const disk = await room.smallDisk(32, "lived");
  if (typeof disk === "string") return skipped(disk);
  const before = await holdingsOf(disk.place);
  const files = await bytesIn(disk);
  await disk.setReadOnly(true);
  const { sentence, wrong } = await refusedStart(disk.place, { folder: room.folder });
  if (!sentence.includes("read-only")) wrong.push(`It is not said that the disk is read-only: ${sentence}`);
  const after = await bytesIn(disk);
  await disk.setReadOnly(false);
  if (JSON.stringify(files) !== JSON.stringify(after)) wrong.push("Files on the volume changed.");
  const server = await startServerProcess(disk.place, { folder: room.folder });
  await server.kill();
  const now = await holdingsOf(disk.place);
  return { tried: 1, lost: missing(before, now), wrong, said: [sentence] };
}

async function withDataFolder(room: FaultRoom): Promise<Outcome> {
  const disk = await room.appDisk(8);
  if (typeof disk === "string") return skipped(disk);
  const place = await room.place("lived");
  const before = await holdingsOf(place);
  await disk.setReadOnly(true);
  const made = await tas({ place, folder: disk.folder }, "backup", "create");
  const wrong = made.code === 0 ? ["A backup is made on a read-only volume."] : unclear(made);
  if (!made.stderr.includes("read-only")) wrong.push("It is not said that the disk is read-only.");
  const server = await startServerProcess(place, { folder: disk.folder });
  const { status } = await fetch(`${server.url}/readyz`);
  if (status !== 200) wrong.push(`The server is not ready: ${status}`);
  await server.kill();
  await disk.setReadOnly(false);
  const now = await holdingsOf(place);
  wrong.push(...difference("The data", before, now).filter(() => missing(before, now) > 0));
  return { tried: 1, lost: missing(before, now), wrong, said: [lastLine(made)] };
}

async function bytesIn({ folder }: Disk): Promise<string[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => `${name} ${(await readFile(`${folder}/${name}`)).toString("base64")}`),
  );
}
