import { ConfigError } from "./config-error.ts";

const words: Readonly<Record<string, "daily" | "weekly" | "monthly">> = {
  d: "daily",
  daily: "daily",
  w: "weekly",
  weekly: "weekly",
  m: "monthly",
  monthly: "monthly",
};

/** Reads "7 daily 4 weekly 12 monthly" or "7d 4w 12m"; what is not named keeps none. Throws ConfigError. */
export function parseBackupKeep(value: string): { daily: number; weekly: number; monthly: number } {
  const keep = { daily: 0, weekly: 0, monthly: 0 };
  const seen = new Set<string>();
  const rest = value
    .toLowerCase()
    .replace(/(\d{1,4})\s*([a-z]+)[\s,]*/gy, (whole: string, count: string, word: string) => {
      const unit = words[word];
      if (unit === undefined || seen.has(unit)) return whole;
      seen.add(unit);
      keep[unit] = Number(count);
      return "";
    });
  if (rest === "" && keep.daily + keep.weekly + keep.monthly > 0) return keep;
  throw new ConfigError(
    `BACKUP_KEEP is "${value}", which does not say how many backups to keep; write it like 7 daily 4 weekly 12 monthly, or 7d 4w 12m.`,
  );
}
