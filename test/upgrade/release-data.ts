import { fileURLToPath } from "node:url";
import { runImport } from "#archive/import/run-import.ts";
import { undoImport } from "#archive/import/undo-import.ts";
import { type Account, personOf } from "#domain/account/account.ts";
import { createAccount } from "#features/account/actions.ts";
import { createInvitation, redeemInvitation } from "#features/account/invitation-code.ts";
import { hashPassword } from "#features/account/password.ts";
import { type Database, everyone } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { keepAnswer } from "#storage/idempotency-key.ts";
import { keepFact } from "#storage/installation.ts";
import { insertSession } from "#storage/session.ts";
import { cast } from "#test/support/cast.ts";
import { testClock } from "#test/support/people.ts";
import { addExtremes } from "./release-extremes.ts";
import { live } from "./release-life.ts";

/** The day on which most of it happens. */
export const releaseDay = "2026-11-22";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/predecessor/${name}`, import.meta.url));
const day = 86_400_000;

/**
 * Fills a migrated, empty database with a little of everything: a person who came from the predecessor (ann), one
 * who began here (ben) and did everything that can be done, a guest, and rows at the edges of what is allowed.
 */
export async function fillRelease(database: Database): Promise<void> {
  const clock = testClock(Date.UTC(2026, 10, 21, 9));
  const { at } = clock;
  const make = (
    username: string | null,
    passwordHash: string | null,
    timeZone: string,
    role: Account["role"] = "person",
  ) =>
    database.write(everyone, (tx) =>
      createAccount(tx, { username, passwordHash, timeZone, role, maxUsers: null }, at),
    );
  const ann = await make(cast.ann.username, await hashPassword(cast.ann.password), "Europe/Berlin");
  const ben = await make(cast.ben.username, await hashPassword(cast.ben.password), "Pacific/Apia");
  const guest = await make(null, null, "UTC");
  await make("Zoë Ÿ", null, "Asia/Kathmandu", "admin");
  const given = { dryRun: false, now: at.now, newId: () => at.newId() };
  await runImport(database, ann.id, fixture("export.zip"), given);
  const undone = await runImport(database, ben.id, fixture("csv-backend"), {
    ...given,
    convertScale: true,
    timeZone: "America/New_York",
  });
  clock.move(day);
  if (undone.importId !== null) await undoImport(database, ben.id, undone.importId, at.now);
  await live(database, personOf(ben), clock);
  await addExtremes(database, ben.id, () => at.newId());
  await addSystemRows(database, [ann, ben, guest], at.now);
  await database.write(everyone, async (tx) => {
    await redeemInvitation(tx, await createInvitation(tx, at), at);
    await createInvitation(tx, at);
  });
}

async function addSystemRows(database: Database, accounts: readonly Account[], now: number): Promise<void> {
  await database.write(everyone, async (tx) => {
    await keepFact(tx, "last-probe", "0199e000-0000-4000-8000-000000000000");
    await keepFact(tx, "a fact\nof two lines", 'with "quotes", it\'s 👩‍👩‍👧');
    for (const [number, { id }] of accounts.entries()) {
      await insertSession(tx, {
        tokenHash: String(number).repeat(64),
        userId: id,
        createdAt: now - day,
        lastUsedAt: now,
        expiresAt: now + 30 * day,
      });
    }
  });
  for (const { id } of accounts) {
    const body = JSON.stringify({ id, name: "Anträge für 税務署" });
    await database.write(id, (tx) =>
      keepAnswer(tx, id, { key: "same key", requestHash: "f".repeat(64), status: 201, body, createdAt: now }),
    );
    const restored = { userId: id, importId: id, tableName: "note", rowKey: body };
    await database.write(id, (tx) => insertMany(tx, "restoredRow", [restored]));
  }
}
