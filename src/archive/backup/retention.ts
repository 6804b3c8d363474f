import type { BackupLabel } from "./receipt.ts";

/** How many UTC days, ISO weeks and UTC months keep their newest backup. */
export interface Retention {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

export const standardRetention: Retention = { daily: 7, weekly: 4, monthly: 12 };

export interface KeptBackup {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** Whether it was restored and compared. */
  readonly proven: boolean;
  /** Rows of people in it; 0 is an empty state. */
  readonly people: number;
  readonly label: BackupLabel;
}

const day = 24 * 60 * 60 * 1000;
const protectedDays = 14;
/** What somebody may have to go back to is kept for 14 days, whatever the policy says. */
const isProtectedLabel: Readonly<Record<BackupLabel, boolean>> = {
  scheduled: false,
  manual: false,
  "pre-update": true,
  "before-restore": true,
  "before-rollback": true,
};

/**
 * The ids of the backups that the policy lets go, oldest first. Counts the periods that hold backups and not the
 * calendar, so that a time without backups removes nothing. Always kept: the newest proven one, the newest proven one
 * with people in it, and whatever was taken after `now` (epoch milliseconds), which also counts for nothing: then a
 * clock was wrong. Only proven ones fill a period; empty ones only where there is no full one.
 */
export function toRemove(backups: readonly KeptBackup[], policy: Retention, now: number): readonly string[] {
  const past = backups.filter(({ takenAt }) => takenAt <= now).sort(newestFirst);
  const proven = past.filter((backup) => backup.proven);
  const full = proven.filter(isFull);
  const kept = new Set<KeptBackup>([...proven.slice(0, 1), ...full.slice(0, 1)]);
  for (const [periodOf, count] of periods(policy)) {
    const fullPeriods = new Set(full.map(periodOf));
    for (const backup of newestOfEach(full, periodOf, count)) kept.add(backup);
    // Empty ones have periods of their own, so that they never take the place of a full one.
    for (const backup of newestOfEach(proven.filter(isEmpty), periodOf, count)) {
      if (!fullPeriods.has(periodOf(backup))) kept.add(backup);
    }
  }
  return past
    .filter((backup) => !kept.has(backup) && !isProtected(backup, now))
    .filter((backup) => backup.proven || isReplaced(backup, proven, now))
    .map(({ id }) => id)
    .reverse();
}

type PeriodOf = (backup: KeptBackup) => number;

function periods({ daily, weekly, monthly }: Retention): [PeriodOf, number][] {
  return [
    [dayOf, daily],
    // Day 0 of the epoch was a Thursday, and ISO weeks begin on Mondays.
    [(backup) => Math.floor((dayOf(backup) + 3) / 7), weekly],
    [monthOf, monthly],
  ];
}

function dayOf({ takenAt }: KeptBackup): number {
  return Math.floor(takenAt / day);
}

function monthOf({ takenAt }: KeptBackup): number {
  const date = new Date(takenAt);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/**
 * One backup for each of the latest `count` periods: the newest, but a copy of a state that somebody left on purpose
 * (before an update, a restore, a rollback) only where there is no other. Takes them newest first.
 */
function newestOfEach(backups: readonly KeptBackup[], periodOf: PeriodOf, count: number): KeptBackup[] {
  const chosen = new Map<number, KeptBackup>();
  for (const backup of backups) {
    const period = periodOf(backup);
    const found = chosen.get(period);
    const isBetter = found !== undefined && isProtectedLabel[found.label] && !isProtectedLabel[backup.label];
    if (found === undefined || isBetter) chosen.set(period, backup);
  }
  return [...chosen.values()].slice(0, count);
}

function isFull({ people }: KeptBackup): boolean {
  return people > 0;
}

function isEmpty({ people }: KeptBackup): boolean {
  return people === 0;
}

function isProtected({ label, takenAt }: KeptBackup, now: number): boolean {
  return isProtectedLabel[label] && now - takenAt <= protectedDays * day;
}

/** An unproven backup may still be the only one with something in it, until a newer one is proven to have it. */
function isReplaced(backup: KeptBackup, proven: readonly KeptBackup[], now: number): boolean {
  if (now - backup.takenAt <= day) return false;
  return proven.some((other) => other.takenAt > backup.takenAt && (isFull(other) || isEmpty(backup)));
}

/** A total order, so that the same backups give the same answer in any order. */
function newestFirst(a: KeptBackup, b: KeptBackup): number {
  return b.takenAt - a.takenAt || (a.id < b.id ? 1 : -1);
}
