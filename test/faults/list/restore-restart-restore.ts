import { startServerProcess } from "#test/support/server-process.ts";
import { enterGuests } from "../burst.ts";
import type { Fault } from "../fault.ts";
import { holdingsOf, missing } from "../holdings.ts";
import { backupsOfRoom } from "../sound-backups.ts";
import { listBackups } from "#archive/backup/list-backups.ts";
import { tas } from "../tas-in-room.ts";

export const restoreRestartRestore: Fault = {
  name: "restore, restart, restore again",
  engines: ["sqlite", "postgres"],
  async run(room) {
    const place = await room.place("lived");
    const before = await holdingsOf(place);
    const home = { place, folder: room.folder };
    const made = await tas(home, "backup", "create");
    const id = /Backup (\S+) is proven/u.exec(made.stdout)?.[1] ?? "";
    const wrong = id === "" ? [`No backup was made: ${made.stderr}`] : [];
    let lost = 0;
    let server = await startServerProcess(place, { folder: room.folder });
    for (let round = 1; round <= 2 && wrong.length === 0; round++) {
      await enterGuests(server.url, 1);
      await server.stop();
      const { code, stderr } = await tas(home, "backup", "restore", id, "--yes");
      if (code !== 0) wrong.push(`Restore ${round} does not work: ${stderr}`);
      const now = await holdingsOf(place);
      lost += missing(before, now);
      if (missing(before, now) + missing(now, before) > 0) wrong.push(`Restore ${round} gives other rows.`);
      server = await startServerProcess(place, { folder: room.folder });
      const { status } = await fetch(`${server.url}/readyz`);
      if (status !== 200) wrong.push(`The server is not ready after restore ${round}: ${status}`);
    }
    await server.stop();
    const backups = await listBackups(backupsOfRoom(room.folder, place));
    const kept = backups.filter(({ label }) => label === "before-restore");
    if (kept.length !== 2) wrong.push(`${kept.length} safety copies were kept of 2 restores.`);
    return { tried: 1, lost, wrong };
  },
};
