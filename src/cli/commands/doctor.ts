import type { Command } from "commander";
import type { Finding } from "#storage/dialect/inspect-engine.ts";
import type { CliContext, GlobalOptions } from "../cli-context.ts";
import { checkBackups } from "../doctor/check-backups.ts";
import { checkConnection } from "../doctor/check-connection.ts";
import { type DatabaseChecks, checkDatabase } from "../doctor/check-database.ts";
import { checkClock, checkDisk, checkFolder, checkSecretKeyFile } from "../doctor/check-machine.ts";
import { checkDataPlaces } from "../doctor/check-data-places.ts";
import { checkSettings } from "../doctor/check-settings.ts";

/** tas doctor: one line a check; changes nothing. Exit code 1 when something needs doing. */
export function doctorCommand(program: Command, context: CliContext): void {
  program
    .command("doctor")
    .description("look whether everything is in order, and say what to do where it is not; changes nothing")
    .action(async () => {
      const findings = await examine(program.opts<GlobalOptions>().database, context);
      const problems = findings.filter(({ state }) => state === "problem").length;
      const sentence =
        problems === 0
          ? "No problem found."
          : `${problems} ${problems === 1 ? "problem" : "problems"} found.`;
      context.output.answer(
        {
          checks: findings,
          problems,
          ...(problems === 0 ? {} : { error: { code: "problems-found", message: sentence } }),
        },
        [...lines(findings), sentence],
        { failed: problems > 0 },
      );
    });
}

async function examine(database: string | undefined, context: CliContext): Promise<Finding[]> {
  const { findings, config } = checkSettings(database);
  if (config === undefined) return findings;
  // From here on every secret of the configuration is taken out of what is printed.
  context.config();
  const { dataFolder } = config;
  const folder = checkFolder(dataFolder);
  const checked: DatabaseChecks = await checkDatabase(config.database);
  const { clock, lastWritten } = checked;
  return [
    ...findings,
    folder,
    ...(config.secretKey === null ? checkSecretKeyFile(dataFolder) : []),
    ...checked.findings,
    ...(await checkDataPlaces(config, clock !== null)),
    ...(await checkBackups(config, context.moment().now)),
    ...(await checkConnection(config, () => Date.now())),
    checkDisk(dataFolder),
    checkClock({
      folder: dataFolder,
      database: clock === null ? null : clock.theirs,
      lastWritten,
      now: clock === null ? context.moment().now : clock.ours,
    }),
  ];
}

function lines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.map(
    ({ name, state, saw, advice }) =>
      `${state.padEnd(7)}  ${name.padEnd(width)}  ${saw}${advice === undefined ? "" : ` ${advice}`}`,
  );
}
