import type { ImportReport, ImportUndoReport } from "#contract/import.ts";

/** What an import did or would do, for a terminal. */
export function importLines(report: ImportReport, user: string): string[] {
  const { completed, cancelled, open } = report.instances;
  const zones = {
    given: "as given",
    file: "from the file's preferences",
    assumed: "assumed; --timezone names another",
  };
  return [
    report.dryRun
      ? `This would be brought (${report.form}); nothing was changed yet:`
      : `Brought (${report.form}):`,
    ...table(report),
    `Instances in the source: ${completed} completed, ${cancelled} cancelled, ${open} open.`,
    // The times of an archive are instants.
    ...(report.form === "archive"
      ? []
      : [`Times without a zone were read in ${report.timezone} (${zones[report.timezoneSource]}).`]),
    ...report.repairs.map(
      ({ table: name, code, count }) => `Repaired in ${plain(name)}: ${plain(code)} (${count})`,
    ),
    ...report.setAside.map(
      ({ table: name, code, count }) => `Set aside in ${plain(name)}: ${plain(code)} (${count})`,
    ),
    ...report.scale.proposals.map(
      ({ field, before, rows }) =>
        `${field} looks like 0–10 in ${rows} rows before ${before.slice(0, 10)}${
          report.scale.converted ? "; converted" : "; --convert-scale multiplies them by ten"
        }.`,
    ),
    ...changed(report),
    ...report.notices.map(({ code, count }) => `Note: ${plain(code)} (${count})`),
    ...(report.importId === null
      ? []
      : [`To take it back: tas import --undo ${report.importId} --user ${asWord(user)}`]),
  ];
}

/** As it is typed behind an option. */
function asWord(name: string): string {
  return /^[\p{L}\p{N}._@-]+$/u.test(name) ? name : JSON.stringify(name);
}

function table({ tables }: ImportReport): string[] {
  const rows = Object.entries(tables);
  const widest = Math.max(...rows.map(([name]) => name.length));
  return rows.map(
    ([name, counts]) =>
      `  ${plain(name).padEnd(widest)}  ${counts.new} new, ${counts.present} already here, ${counts.repaired} repaired, ${counts.setAside} set aside`,
  );
}

/** What taking an import back did, for a terminal. */
export function undoLines({ removed, kept }: ImportUndoReport): string[] {
  const total = Object.values(removed).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(removed).filter(([, count]) => count > 0);
  const lines = [
    total === 0
      ? "Nothing was left to take out."
      : `Took out ${parts.map(([name, count]) => `${plain(name)} ${count}`).join(", ")}.`,
  ];
  if (kept.length > 0) lines.push("Kept, because it was changed here since or is in use:");
  return [...lines, ...kept.map(({ table: name, name: called }) => `  ${plain(name)}: ${called}`)];
}

/** More than a screen of names helps nobody; --json has them all. */
const listedAtMost = 20;

function changed({ changedHere }: ImportReport): string[] {
  if (changedHere.length === 0) return [];
  const rest = changedHere.length - listedAtMost;
  return [
    "Changed or deleted here since, and left as it is:",
    ...changedHere
      .slice(0, listedAtMost)
      .map(({ table: name, name: called }) => `  ${plain(name)}: ${called}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}

function plain(code: string): string {
  return code.replaceAll("_", " ").replaceAll("-", " ");
}
