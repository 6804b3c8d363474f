import { DateTime, IANAZone } from "luxon";
import { ReplicationError } from "./replication-error.ts";

export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The same for people, with the zone it was read in: "2026-11-21 14:30:05 Europe/Berlin (+01:00)". */
  readonly label: string;
}

/**
 * Reads an ISO instant ("2026-11-21T13:30:05Z") or a local time ("2026-11-21 14:30:05") in `zone`. A time that a clock change
 * shows twice must be given with its offset. Throws ReplicationError.
 */
export function readMoment(text: string, zone: string, now: number): Moment {
  if (!IANAZone.isValidZone(zone))
    throw new ReplicationError(`"${zone}" is no time zone; write one like Europe/Berlin.`);
  const iso = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) /u, "$1T");
  const complete = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/iu.exec(iso);
  const read = DateTime.fromISO(iso, { zone });
  if (!complete || !read.isValid) {
    throw new ReplicationError(
      `"${text}" is no moment; write one like "2026-11-21 14:30:05" or 2026-11-21T13:30:05Z.`,
    );
  }
  if (complete[3] === undefined) demandOnce(read, iso, text);
  const label = labelOf(read);
  if (read.toMillis() > now) throw new ReplicationError(`${label} is still to come.`);
  return { at: read.toMillis(), label };
}

/** Epoch milliseconds for people, in `zone`. */
export function momentLabel(at: number, zone: string): string {
  return labelOf(DateTime.fromMillis(at, { zone }));
}

function labelOf(moment: DateTime): string {
  const seconds = moment.millisecond === 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.SSS";
  return `${moment.toFormat(seconds)} ${moment.zoneName ?? "UTC"} (${moment.toFormat("ZZ")})`;
}

function demandOnce(read: DateTime, iso: string, text: string): void {
  const zone = read.zoneName ?? "UTC";
  const asWritten = iso.slice(0, 16);
  if (read.toFormat("yyyy-MM-dd'T'HH:mm") !== asWritten) {
    throw new ReplicationError(`The clocks of ${zone} skipped "${text}"; write a time that was.`);
  }
  const twice = read.getPossibleOffsets();
  if (twice.length < 2) return;
  const forms = twice.map((one) => one.toISO({ suppressMilliseconds: true })).join(" or ");
  throw new ReplicationError(`The clocks of ${zone} showed "${text}" twice; write ${forms}.`);
}
