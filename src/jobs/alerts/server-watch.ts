import type { Database } from "#storage/database.ts";
import { type MailRoute, sendMail } from "../mail.ts";
import type { After } from "../timers.ts";
import type { AlertCheck } from "./alert-check.ts";
import { Alerts } from "./alerts.ts";
import { CertificateCheck } from "./check-certificate.ts";
import { DiskCheck } from "./check-disk.ts";
import { ReadinessCheck } from "./check-readiness.ts";
import { RestartCheck } from "./check-restarts.ts";
import { databaseMemory } from "./database-memory.ts";

export interface WatchParts {
  readonly settings: {
    readonly dataFolder: string;
    readonly publicUrl: { readonly href: string; readonly derived: boolean };
    readonly mail: {
      readonly url: string;
      readonly from: string;
      readonly alertTo: readonly string[];
    } | null;
  };
  readonly database: () => Database;
  /** Whether the server serves just now, as far as it knows itself. */
  readonly isServing: () => boolean;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly after: After;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
    error(details: object, message: string): void;
  };
}

export interface ServerWatch {
  /** At the very beginning: notes the start, and tells the host of a restart loop before anything else can fail. */
  starting(): Promise<void>;
  /** From when the database is open. */
  start(): void;
  /** Looks no more. `asked`: the server ends because it was asked to, and not because it could not start. */
  stop(asked: boolean): Promise<void>;
  /** Looks into one matter, and writes to the host when it is time. Never throws. */
  tell(check: AlertCheck): Promise<void>;
  /** What /metrics tells: what was seen last. */
  measures(): readonly WatchMeasure[];
}

interface WatchMeasure {
  readonly name: string;
  readonly type: "gauge";
  readonly help: string;
  readonly value: number | null;
}

const minute = 60_000;
/** A mail server that does not answer delays a start by this at most, in milliseconds. */
const startPatience = 10_000;

/** Looks after what makes a server unusable, and tells the host by mail where an address is given. */
export function serverWatch(parts: WatchParts): ServerWatch {
  const { settings, database, clock, after, log } = parts;
  const { dataFolder, publicUrl } = settings;
  const route = mailRoute(settings.mail);
  const memory = databaseMemory(database);
  const alertsBy = (patience?: { readonly step: number; readonly whole: number }) =>
    new Alerts({
      clock,
      place: publicUrl.href,
      memory,
      send: async (letter) => route !== null && sendMail(route, letter, log, patience),
    });
  const alerts = alertsBy();
  const readiness = new ReadinessCheck(database);
  const disk = new DiskCheck(dataFolder);
  const restarts = new RestartCheck(dataFolder, clock);
  const certificate = new CertificateCheck(publicUrl.href, () =>
    log.info({}, "the certificate of PUBLIC_URL cannot be seen from here, so nobody is told when it ends"),
  );
  const isShown = !publicUrl.derived && publicUrl.href.startsWith("https:");
  const rounds: readonly (readonly [AlertCheck, number])[] = [
    [readiness, minute],
    [restarts, minute],
    [disk, 10 * minute],
    ...(isShown ? [[certificate, 12 * 60 * minute] as const] : []),
  ];
  const forget = new Map<AlertCheck, () => void>();
  let stopped = false;

  async function tell(check: AlertCheck, by = alerts): Promise<void> {
    try {
      // Without an address it is looked all the same: /metrics shows it.
      if (route === null) await check.look(clock());
      else await by.look(check);
    } catch (error) {
      log.error({ err: error, alert: check.name }, "it could not be looked whether the host has to be told");
    }
  }

  async function round(check: AlertCheck, every: number): Promise<void> {
    await tell(check);
    if (!stopped)
      forget.set(
        check,
        after(every, () => void round(check, every)),
      );
  }

  return {
    async starting() {
      await restarts.started();
      await tell(restarts, alertsBy({ step: startPatience, whole: startPatience }));
    },
    start() {
      for (const [check, every] of rounds) void round(check, every);
    },
    async stop(asked) {
      stopped = true;
      for (const call of forget.values()) call();
      if (asked) await restarts.ended();
    },
    tell: (check) => tell(check),
    measures: () => [
      gauge(
        "tas_ready",
        "1 when the server serves and its database answers.",
        parts.isServing() && readiness.answers ? 1 : 0,
      ),
      gauge("tas_disk_free_ratio", "Free part of the disk of the data folder, 0 to 1.", disk.freeRatio),
      gauge(
        "tas_certificate_expires_timestamp_seconds",
        "When the certificate of PUBLIC_URL ends.",
        certificate.end === null ? null : Math.round(certificate.end / 1000),
      ),
      gauge("tas_starts_recent", "Starts of the last ten minutes that nobody ended.", restarts.recent),
    ],
  };
}

function gauge(name: string, help: string, value: number | null): WatchMeasure {
  return { name, type: "gauge", help, value };
}

function mailRoute(mail: WatchParts["settings"]["mail"]): MailRoute | null {
  return mail === null || mail.alertTo.length === 0
    ? null
    : { url: mail.url, from: mail.from, to: mail.alertTo };
}
