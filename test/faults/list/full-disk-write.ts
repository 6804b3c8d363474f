import { randomUUID } from "node:crypto";
import { Client } from "#test/support/client.ts";
import { startServerProcess } from "#test/support/server-process.ts";
import { Burst, enterGuests } from "../burst.ts";
import { checkAnswers, checkReplays, retryUnanswered } from "../check-answers.ts";
import { checkDatabase } from "../check-database.ts";
import { type Fault, skipped } from "../fault.ts";
import { Random } from "../random.ts";

/** The disk becomes full under people who write; they are told so, can still read, and go on when there is room again. */
export const fullDiskWrite: Fault = {
  name: "disk full during writes",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const disk = await room.smallDisk(40, "migrated");
    if (typeof disk === "string") return skipped(disk);
    const server = await startServerProcess(disk.place, { folder: room.folder });
    const wrong: string[] = [];
    try {
      const guests = await enterGuests(server.url, 3);
      const burst = new Burst(guests, 2, random.fork(), "again");
      await burst.untilAnswered(random.int(5, 40));
      await disk.fill(random.pick([0, 20_000, 200_000]));
      const another = new Client(server.url);
      for (const [name, value] of guests[0]?.client.cookies ?? []) another.cookies.set(name, value);
      const refusal = await writeUntilRefused(another);
      if (refusal === null) wrong.push("A full disk refuses nothing.");
      else if (refusal.status !== 503 && refusal.status !== 507) {
        wrong.push(`The refusal has status ${refusal.status}: ${refusal.sentence}`);
      }
      const [reading, healthy] = [await another.get("/tasks"), await another.get("//healthz")];
      if (reading.status !== 200) wrong.push(`Reading answers ${reading.status} on a full disk.`);
      if (healthy.status !== 200) wrong.push(`/healthz answers ${healthy.status} on a full disk.`);
      await disk.makeRoom();
      await burst.untilAnswered(burst.answered + 20);
      burst.end();
      await burst.finished();
      wrong.push(...(await retryUnanswered(guests)));
      wrong.push(...(await checkReplays(guests, 5)), ...(await checkAnswers(guests)));
      const found = await checkDatabase(disk.place, guests.slice(1));
      wrong.push(...found);
      const lost = found.filter((sentence) => sentence.includes("is lost")).length;
      return { tried: 1, lost, wrong, said: refusal === null ? [] : [refusal.sentence] };
    } finally {
      await server.kill();
    }
  },
};

/** What the server says when it cannot keep one more entry; null when it keeps all of them. */
async function writeUntilRefused(client: Client) {
  for (let times = 0; times < 400; times++) {
    const body = { name: `large ${times}`, notes: randomUUID().repeat(200) };
    const { status, body: answer } = await client.post("/tasks", body);
    if (status >= 400) return { status, sentence: String(answer["detail"]) };
  }
  return null;
}
