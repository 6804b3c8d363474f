import { existsSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Client } from "pg";
import { dropDatabase } from "#test/support/drop-database.ts";
import type { Place } from "#test/support/each-dialect.ts";
import { startServerProcess } from "#test/support/server-process.ts";
import { withClient } from "#test/support/with-client.ts";
import { Burst, enterGuests } from "../burst.ts";
import { checkDatabase } from "../check-database.ts";
import type { Fault } from "../fault.ts";
import { holdingsOf, missing } from "../holdings.ts";
import { Random } from "../random.ts";
import { lastLine, refusedStart, tas, unclear } from "../tas-in-room.ts";

/** Nothing is made in the place of a database that went away; under its new name, and back under its own, all of it is served. */
export const renamedDatabase: Fault = {
  name: "renamed database",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const { folder } = room;
    const place = await room.place("lived");
    const settled = await holdingsOf(place);
    const server = await startServerProcess(place, { folder });
    const guests = await enterGuests(server.url, 2);
    const burst = new Burst(guests, 1, random.fork(), "stop");
    await burst.untilAnswered(random.int(3, 20));
    burst.end();
    await burst.finished();
    await (random.chance(0.5) ? server.stop() : server.kill());

    const wrong: string[] = [];
    const said: string[] = [];
    let lost = 0;
    const look = async (at: Place) => {
      const again = await startServerProcess(at, { folder });
      const { status } = await fetch(`${again.url}/readyz`);
      if (status !== 200) wrong.push(`It is not served: ${status}`);
      await again.stop();
      const gone = missing(settled, await holdingsOf(at));
      const found = await checkDatabase(at, guests);
      wrong.push(...(gone > 0 ? [`${gone} rows are missing`] : []), ...found);
      lost += gone + found.filter((sentence) => sentence.includes("is lost")).length;
    };
    const refuse = async () => {
      const { sentence, wrong: more } = await refusedStart(place, { folder });
      said.push(sentence);
      wrong.push(...more);
    };

    const renamed = await change(place, (name) => `${name}_renamed`);
    await refuse();
    for (const words of [["backup", "create"], ["migrate"], ["user", "list"]]) {
      const run = await tas({ place, folder }, ...words);
      said.push(lastLine(run));
      wrong.push(...(run.code === 0 ? [`tas ${words.join(" ")} makes do with nothing.`] : unclear(run)));
    }
    if (place.engine === "sqlite" && existsSync(place.path)) wrong.push("A file was made in its place.");
    await look(renamed);
    await emptyAt(place);
    await refuse();
    await removeAt(place);
    await change(renamed, (name) => name.replace("_renamed", ""));
    await look(place);
    return { tried: 1, lost, wrong, said };
  },
};

async function change(place: Place, to: (name: string) => string): Promise<Place> {
  if (place.engine === "sqlite") {
    const path = join(dirname(place.path), to(basename(place.path)));
    for (const ending of ["", "-wal", "-shm"]) {
      if (existsSync(place.path + ending)) await rename(place.path + ending, path + ending);
    }
    return { engine: "sqlite", path };
  }
  const name = nameOf(place.url);
  await beside(place.url, (client) => client.query(`alter database ${name} rename to ${to(name)}`));
  return { engine: "postgres", url: withName(place.url, to(name)) };
}

/** What whoever brings the app up again finds under the old name: a database with nothing in it. */
async function emptyAt(place: Place): Promise<void> {
  if (place.engine === "sqlite") await writeFile(place.path, "");
  else
    await beside(place.url, (client) =>
      client.query(`create database ${nameOf(place.url)} template template0`),
    );
}

async function removeAt(place: Place): Promise<void> {
  if (place.engine === "sqlite") await rm(place.path);
  else await beside(place.url, (client) => dropDatabase(client, nameOf(place.url)));
}

/** In a database of the same role that always exists. */
async function beside(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  await withClient(withName(url, "tas"), work);
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function withName(url: string, name: string): string {
  const renamed = new URL(url);
  renamed.pathname = `/${name}`;
  return renamed.href;
}
