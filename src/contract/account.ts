import { z } from "zod";
import { idSchema, instantSchema, textSchema, timeZoneSchema } from "./primitives.ts";

export const authModes = ["password", "username"] as const;
export const registrations = ["open", "invite", "closed"] as const;

/**
 * `guest`: no name yet, lives in one browser. `temporary`: a name without a password (AUTH_MODE=username),
 * lives in one browser too. `full`: name and password.
 */
export const accountKinds = ["guest", "temporary", "full"] as const;

export const accountSchema = z.object({
  id: idSchema,
  username: z.string().nullable(),
  kind: z.enum(accountKinds),
  role: z.enum(["person", "admin"]),
  timeZone: z.string(),
  createdAt: instantSchema,
});
export type AccountView = z.infer<typeof accountSchema>;

/** What anyone may know about this installation before signing in. */
export const installationSchema = z.object({
  name: z.string(),
  version: z.string(),
  authMode: z.enum(authModes),
  registration: z.enum(registrations),
  /** False when MAX_USERS is reached: nobody new can join just now. */
  hasRoom: z.boolean(),
});
export type InstallationView = z.infer<typeof installationSchema>;

export const meSchema = z.object({ account: accountSchema, installation: installationSchema });
export type MeView = z.infer<typeof meSchema>;

/** The same for everybody who comes by: `account` is null when nobody is signed in in this browser. */
export const sessionSchema = z.object({
  account: accountSchema.nullable(),
  installation: installationSchema,
});
export type SessionView = z.infer<typeof sessionSchema>;

const username = textSchema(64);
const password = z.string().max(1_024);

export const guestSchema = z.object({
  timeZone: timeZoneSchema.optional(),
  invitation: z.string().max(200).optional(),
});
export const signUpSchema = z.object({
  username,
  /** Left out only under AUTH_MODE=username. */
  password: password.optional(),
  timeZone: timeZoneSchema.optional(),
  invitation: z.string().max(200).optional(),
});
export const signInSchema = z.object({ username, password });
export const profilePatchSchema = z.object({
  timeZone: timeZoneSchema.optional(),
  username: username.optional(),
});
export const passwordChangeSchema = z.object({ current: password.optional(), next: password });
