import type { Fault } from "../fault.ts";
import { Random } from "../random.ts";
import { tryOnce } from "../try-once.ts";

/** Mostly the server dies; on PostgreSQL every third or so try its connections, or a process inside the database. */
export const killMidWrite: Fault = {
  name: "kill -9 mid-write",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const chance = new Random(seed ^ 0x5eed).next();
    const another = chance < 0.2 ? "connections" : chance < 0.4 ? "database" : "server";
    const what = room.engine === "sqlite" ? "server" : another;
    // When a process of it dies PostgreSQL ends everybody's connections, also those of other tries.
    const place = what === "database" ? await room.ownServer() : await room.place("empty");
    const { wrong, acknowledged, unanswered } = await tryOnce(place, seed, what);
    const lost = wrong.filter((sentence) => /lost|not there|not as it was/u.test(sentence)).length;
    return { tried: 1, lost, wrong, said: [`${acknowledged} acknowledged, ${unanswered} sent again`] };
  },
};
