import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { AppError } from "#contract/app-error.ts";

export const leastPasswordLength = 8;

/** 19 MiB, two passes, one lane: the OWASP minimum for argon2id. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

const derive = promisify(
  (parameters: Argon2Parameters, done: (error: Error | null, key: Buffer) => void): void => {
    argon2("argon2id", parameters, done);
  },
);

/** An encoded hash (PHC string) that `verifyPassword` knows again. Throws password-too-short. */
export async function hashPassword(password: string): Promise<string> {
  const message = password.normalize("NFKC");
  if (Array.from(message).length < leastPasswordLength) {
    throw new AppError("password-too-short", { least: leastPasswordLength });
  }
  const nonce = randomBytes(16);
  const key = await derive({ ...cost, message, nonce });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${plain(nonce)}$${plain(key)}`;
}

/** Takes as long without a hash (nobody of that name, or no password yet) as with a wrong password. */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/u.exec(
    hash ?? nobodysHash,
  );
  if (!parts) return false;
  const [, memory, passes, parallelism, salt = "", expected = ""] = parts;
  const wanted = Buffer.from(expected, "base64");
  const found = await derive({
    message: password.normalize("NFKC"),
    nonce: Buffer.from(salt, "base64"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: wanted.length,
  });
  return timingSafeEqual(found, wanted) && hash != null;
}

/** A hash of no password, of the usual cost. */
const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${plain(randomBytes(16))}$${plain(randomBytes(cost.tagLength))}`;

function plain(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/u, "");
}
