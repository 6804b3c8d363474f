import { timingSafeEqual } from "node:crypto";
import { keyedDigest } from "#http/session-cookie.ts";

/** The header in which `tas doctor` shows that it knows the secret key. */
export const doctorHeader = "x-doctor-pass";

/** How long one is good, in milliseconds. */
const lifetime = 60_000;

/** A pass that holds for a minute: its end, and a digest that only this installation can make. */
export function makeDoctorPass(secretKey: string, now: number): string {
  const end = String(now + lifetime);
  return `${end}.${keyedDigest(secretKey, "doctor", [end])}`;
}

export function isDoctorPass(given: unknown, secretKey: string, now: number): boolean {
  if (typeof given !== "string") return false;
  const [end = "", digest = ""] = given.split(".");
  const until = /^\d{1,16}$/u.test(end) ? Number(end) : 0;
  // One that lasts longer than any that is made comes from a clock that is wrong.
  if (until < now || until > now + 2 * lifetime) return false;
  const right = Buffer.from(keyedDigest(secretKey, "doctor", [end]));
  const shown = Buffer.from(digest);
  return shown.length === right.length && timingSafeEqual(shown, right);
}
