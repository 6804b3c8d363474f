/** One environment variable: the single source for the code, `.env.example` and docs/host/configuration.md. */
export interface Variable {
  /** A secret is also read from NAME_FILE and is never shown. */
  readonly secret: boolean;
  /** The value used when the variable is missing, written as in `.env`; null when there is none. */
  readonly fallback: string | null;
  /** What stands in the table when `fallback` is null. */
  readonly fallbackNote?: string;
  readonly description: string;
}

/** Every variable the code obeys, in the order it is documented. */
export const variables = {
  DATABASE_URL: {
    secret: true,
    fallback: "sqlite:./data/task_aversion.db",
    description:
      "Where everything is kept: sqlite:PATH (relative unless it starts with one slash) or postgres://user:password@host:5432/name. Production needs it given.",
  },
  SECRET_KEY: {
    secret: true,
    fallback: null,
    fallbackNote: "made once, kept in the data folder",
    description: "At least 32 random characters that protect sessions. Production needs it given.",
  },
  ENVIRONMENT: {
    secret: false,
    fallback: "development",
    description:
      "development or production. Production refuses to start without DATABASE_URL and SECRET_KEY.",
  },
  HOST: {
    secret: false,
    fallback: "127.0.0.1",
    description:
      "The address to listen on. 0.0.0.0 listens on every network of the machine (the container image does).",
  },
  PORT: {
    secret: false,
    fallback: "8080",
    description: "The port to listen on, 0 to 65535. 0 lets the system choose one.",
  },
  PUBLIC_URL: {
    secret: false,
    fallback: null,
    fallbackNote: "derived from HOST and PORT",
    description:
      "The address people type, like https://tasks.example.org. A path in it mounts the app below that path.",
  },
  TRUSTED_PROXIES: {
    secret: false,
    fallback: null,
    fallbackNote: "none",
    description:
      "Networks of reverse proxies whose forwarding headers are believed: comma-separated CIDRs, like 10.0.0.0/8,::1/128.",
  },
  REGISTRATION: {
    secret: false,
    fallback: "open",
    description: 'Who may join: open, invite or closed. closed also closes "Try it".',
  },
  MAX_USERS: {
    secret: false,
    fallback: null,
    fallbackNote: "no limit",
    description: "How many people may have an account here; guests count.",
  },
  AUTH_MODE: {
    secret: false,
    fallback: "password",
    description: "password, or username for temporary accounts without a password that live in one browser.",
  },
  LOG_LEVEL: {
    secret: false,
    fallback: "info",
    description: "How much is logged: fatal, error, warn, info, debug, trace or silent.",
  },
  LOG_FILE: {
    secret: false,
    fallback: null,
    fallbackNote: "none: the log goes to stdout only",
    description:
      "A file that gets the log too, as one JSON object a line. At 10 MB it is set aside as FILE.1, and five of those are kept.",
  },
  METRICS_TOKEN: {
    secret: true,
    fallback: null,
    fallbackNote: "none: /metrics answers this machine only",
    description: "The token that a metrics collector sends as Authorization: Bearer. At least 16 characters.",
  },
  BACKUP_DESTINATIONS: {
    secret: false,
    fallback: null,
    fallbackNote: "the folder backups in the data folder",
    description:
      "Where backups are kept: folders and s3://bucket/folder addresses, comma-separated. Two places, one of them off this machine, are better than one.",
  },
  BACKUP_SCHEDULE: {
    secret: false,
    fallback: "daily",
    description:
      "When backups are made: hourly, daily (03:30), weekly (Sunday 03:30), off, or five cron fields like 30 3 * * *, in the server's time zone.",
  },
  BACKUP_KEEP: {
    secret: false,
    fallback: "7 daily 4 weekly 12 monthly",
    description: "How many backups are kept; 7d 4w 12m says the same. The last proven one always stays.",
  },
  BACKUP_CSV: {
    secret: false,
    fallback: "off",
    description: "Whether the spreadsheet form is written beside the backups: off, daily or weekly.",
  },
  BACKUP_AGE_RECIPIENT: {
    secret: false,
    fallback: null,
    fallbackNote: "none: backups are not encrypted",
    description:
      "An age recipient (age1…) that backups are encrypted to. Keep its private key off this machine, and do not lose it.",
  },
  REPLICATE_TO: {
    secret: false,
    fallback: null,
    fallbackNote: "nowhere",
    description:
      "One place, a folder or s3://bucket/folder, to which every change of a SQLite database is copied within a second or two, so that any moment of the last week can be restored.",
  },
  S3_ENDPOINT: {
    secret: false,
    fallback: null,
    fallbackNote: "Amazon's own",
    description: "The address of another S3-compatible store, like https://s3.example.org.",
  },
  S3_REGION: {
    secret: false,
    fallback: "us-east-1",
    description: "The region of the S3 buckets.",
  },
  S3_ACCESS_KEY_ID: {
    secret: true,
    fallback: null,
    fallbackNote: "what the machine is allowed, such as its instance role",
    description: "The key for S3, together with S3_SECRET_ACCESS_KEY.",
  },
  S3_SECRET_ACCESS_KEY: {
    secret: true,
    fallback: null,
    fallbackNote: "what the machine is allowed, such as its instance role",
    description: "The secret that belongs to S3_ACCESS_KEY_ID.",
  },
  SMTP_URL: {
    secret: true,
    fallback: null,
    fallbackNote: "none: no mail leaves",
    description: "The mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host.",
  },
  MAIL_FROM: {
    secret: false,
    fallback: null,
    fallbackNote: "task-aversion@ and the host of PUBLIC_URL",
    description: "The sender of mail, like Tasks <tasks@example.org>.",
  },
  ALERT_EMAIL: {
    secret: false,
    fallback: null,
    fallbackNote: "nobody",
    description:
      "Who gets a mail about trouble, such as a backup that failed: one address, or several with commas. Needs SMTP_URL.",
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;

/** The names in documented order. */
// Object.keys loses the key type; the object above is closed, so this is exact.
export const variableNames = Object.keys(variables) as readonly VariableName[];
