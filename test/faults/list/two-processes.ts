import { startServerProcess } from "#test/support/server-process.ts";
import { Burst, enterGuests, followServer } from "../burst.ts";
import { checkAnswers, checkReplays, retryUnanswered } from "../check-answers.ts";
import { checkDatabase } from "../check-database.ts";
import type { Fault } from "../fault.ts";
import { Random } from "../random.ts";

/** Both start at the same moment on an empty database, serve everybody, and one is killed on the way. */
export const twoProcesses: Fault = {
  name: "two app processes on one database",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const place = await room.place("empty");
    const [one, two] = await Promise.all([
      startServerProcess(place, { folder: room.folder }),
      startServerProcess(place, { folder: room.folder }),
    ]);
    try {
      const [here, there] = await Promise.all([enterGuests(one.url, 2), enterGuests(two.url, 2)]);
      const guests = [...here, ...there];
      const first = new Burst(guests, 2, random.fork(), "again");
      await first.untilAnswered(random.int(40, 80));
      first.end();
      await first.finished();
      // Everybody goes on at the other one, and sends to both at the same time what must be done once.
      followServer(here, two.url);
      followServer(there, one.url);
      const wrong = [...(await checkReplays(guests, 3)), ...(await checkAnswers(guests))];
      const second = new Burst(guests, 2, random.fork(), "stop");
      await second.untilAnswered(random.int(20, 60));
      await one.kill();
      await second.untilAnswered(second.answered + 10);
      second.end();
      await second.finished();
      followServer(there, two.url);
      wrong.push(...(await retryUnanswered(guests)));
      wrong.push(...(await checkReplays(guests, 5)), ...(await checkAnswers(guests)));
      const found = await checkDatabase(place, guests);
      const lost = found.filter((sentence) => sentence.includes("is lost")).length;
      return { tried: 1, lost, wrong: [...wrong, ...found] };
    } finally {
      await Promise.all([one.kill(), two.kill()]);
    }
  },
};
