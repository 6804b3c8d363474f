import { createHash, randomBytes } from "node:crypto";
import type { Moment } from "#domain/time/moment.ts";
import type { Tx } from "#storage/database.ts";
import { insertInvitation, useInvitation } from "#storage/invitation.ts";

/** Makes an invitation for one person. The code is told once; only its hash is kept. */
export async function createInvitation(tx: Tx, at: Moment): Promise<string> {
  const code = randomBytes(16).toString("base64url");
  await insertInvitation(tx, hashOf(code), at.now);
  return code;
}

/** Uses a code up; false when it is none, or was used before. */
export async function redeemInvitation(tx: Tx, code: string, at: Moment): Promise<boolean> {
  return useInvitation(tx, hashOf(code.trim()), at.now);
}

function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
