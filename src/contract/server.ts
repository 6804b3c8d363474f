import { z } from "zod";
import { idSchema, instantSchema, nameSchema } from "./primitives.ts";

/** A place where data of this installation lies, with its full path or address. */
const dataPlaceSchema = z.object({
  kind: z.string(),
  label: z.string(),
  path: z.string(),
  /** Bytes; null when it is not there, or was not measured. */
  bytes: z.number().nullable(),
  note: z.string().nullable(),
});

const noticeSchema = z.object({
  text: z.string(),
  since: instantSchema,
  /** When it goes by itself; null: when it is cleared. */
  until: instantSchema.nullable(),
});

export const backupSchema = z.object({
  id: idSchema,
  /** Why it was made, like `scheduled` or `manual`; null without a receipt. */
  label: z.string().nullable(),
  takenAt: instantSchema,
  /** When it was last restored for a trial and compared; null: never. */
  provenAt: instantSchema.nullable(),
  rows: z.number().nullable(),
  people: z.number().nullable(),
  /** Bytes. */
  size: z.number(),
  encrypted: z.boolean(),
  /** Where it lies. */
  places: z.array(z.string()),
  /** A sentence for each thing that is not as it should be. */
  troubles: z.array(z.string()),
});
export type BackupView = z.infer<typeof backupSchema>;

/** The newest first. `troubles`: what could not be looked into. */
export const backupListSchema = z.object({ items: z.array(backupSchema), troubles: z.array(z.string()) });
export type BackupListView = z.infer<typeof backupListSchema>;

export const serverSchema = z.object({
  version: z.string(),
  /** The time of the server; ages are counted from it. */
  now: instantSchema,
  database: z.object({
    /** The engine's name and version. */
    version: z.string(),
    /** Where it is, without a password. */
    label: z.string(),
    bytes: z.number().nullable(),
  }),
  people: z.number(),
  /** Null means no limit. */
  maxUsers: z.number().nullable(),
  backups: z.object({
    /** Cron fields in the server's time zone; null when none are timed. */
    schedule: z.string().nullable(),
    nextAt: instantSchema.nullable(),
    /** The proven one that was taken last. */
    lastProven: backupSchema.nullable(),
    /** No proven one is younger than two intervals of the schedule. */
    late: z.boolean(),
    /** What the last backup, or the look at the places for backups, complained of. */
    troubles: z.array(z.string()),
    destinations: z.array(z.string()),
    encrypted: z.boolean(),
  }),
  /** Where the data is. */
  places: z.array(dataPlaceSchema),
  /** Continuous copying; null when it is off. */
  replication: z.object({ state: z.string(), to: z.string(), sentence: z.string().nullable() }).nullable(),
  notice: noticeSchema.nullable(),
});
export type ServerView = z.infer<typeof serverSchema>;

/** Work on backups that runs, or ran last. */
export const serverWorkSchema = z.object({
  id: idSchema,
  kind: z.enum(["scheduled", "create", "prove", "restore"]),
  /** Another server of this installation does it; how far it is, is not known here. */
  elsewhere: z.boolean(),
  state: z.enum(["running", "done", "failed"]),
  /** What it does just now, like `write` or `compare`; null when it is not known. */
  stage: z.string().nullable(),
  /** Of the stage, 0 to 1. */
  progress: z.number().min(0).max(1),
  backupId: idSchema.nullable(),
  startedAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  /** One sentence, when it failed. */
  problem: z.string().nullable(),
  /** What the host should know although it worked. */
  troubles: z.array(z.string()),
});
export type ServerWorkView = z.infer<typeof serverWorkSchema>;

/** Null when nothing ran since the server started. */
export const currentServerWorkSchema = z.object({ work: serverWorkSchema.nullable() });
export type CurrentServerWork = z.infer<typeof currentServerWorkSchema>;

/** Something about the way from a browser to the server. */
const connectionFindingSchema = z.object({
  /** Like `untrusted-proxy`. */
  code: z.string(),
  state: z.enum(["ok", "note", "problem"]),
  saw: z.string(),
  /** What to do, where something is to do. */
  advice: z.string().nullable(),
  /** The very line to write, of .env or of a proxy's settings; several are separated by line ends. */
  line: z.string().nullable(),
});
export type ConnectionFinding = z.infer<typeof connectionFindingSchema>;

/** What `tas doctor` is told of the request it made to PUBLIC_URL. */
export const connectionCheckSchema = z.object({ findings: z.array(connectionFindingSchema) });
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>;

/** How the request that asks for it arrived. */
export const connectionSchema = connectionCheckSchema.extend({
  /** The address of the app as it sees it itself. */
  seen: z.string(),
  /** The setting; null when it is not set. */
  publicUrl: z.string().nullable(),
  /** Where the request comes from, as far as that is believed, and who is connected to the server itself. */
  client: z.string(),
  peer: z.string(),
  /** Whether the peer's forwarding headers are believed. */
  trusted: z.boolean(),
  trustedProxies: z.array(z.string()),
  /** What TRUSTED_PROXIES should be; null when it is right as it is. */
  suggestedProxies: z.string().nullable(),
  /** The forwarding headers that came with it. */
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Whether the browser keeps the cookie of a session, and sends it over encrypted connections only. */
  cookies: z.object({ kept: z.boolean(), secure: z.boolean() }),
});
export type ConnectionView = z.infer<typeof connectionSchema>;

/** The address that was typed, which only the one who asks knows. */
export const connectionQuerySchema = z.object({
  address: z
    .url({ protocol: /^https?$/u, error: "Give a web address." })
    .max(500)
    .optional(),
});

/** The word is typed by hand, because everything entered since is replaced. */
export const restoreRequestSchema = z.object({
  confirm: z.literal("restore", "Type the word restore to go on."),
});

export const noticeRequestSchema = z.object({
  text: nameSchema(300, "Write a line that people can read."),
  until: z.iso.datetime({ offset: true }).nullable().default(null),
});
