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
  METRICS_TOKEN: {
    secret: true,
    fallback: null,
    fallbackNote: "none: /metrics answers this machine only",
    description: "The token that a metrics collector sends as Authorization: Bearer. At least 16 characters.",
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;

/** The names in documented order. */
// Object.keys loses the key type; the object above is closed, so this is exact.
export const variableNames = Object.keys(variables) as readonly VariableName[];
