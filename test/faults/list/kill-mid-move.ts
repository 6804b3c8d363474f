import { killMoves } from "../kill-move.ts";
import type { Fault } from "../fault.ts";
import { Random } from "../random.ts";

/** The engine is that of the source; the target is of the other one. */
export const killMidMove: Fault = {
  name: "kill -9 mid-move",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const from = await room.place("migrated");
    const to = await room.place("empty", room.engine === "sqlite" ? "postgres" : "sqlite");
    const { kills, wrong } = await killMoves(from, to, room.folder, random, random.int(1, 2));
    return { tried: kills, lost: 0, wrong };
  },
};
