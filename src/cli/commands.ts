import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { alertCommand } from "./commands/alert.ts";
import { backupCommand } from "./commands/backup.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { moveCommand } from "./commands/move.ts";
import { noticeCommand } from "./commands/notice.ts";
import { replicationCommand } from "./commands/replication.ts";
import { rescueCommand } from "./commands/rescue.ts";
import { rollbackCommand } from "./commands/rollback.ts";
import { serveCommand } from "./commands/serve.ts";
import { userCommand } from "./commands/user.ts";

/** Adds a command to the program; its action works with what the context gives. */
export type AddCommand = (program: Command, context: CliContext) => void;

/** Every command, in the order in which the help shows them. */
export const commands: readonly AddCommand[] = [
  serveCommand,
  migrateCommand,
  userCommand,
  importCommand,
  exportCommand,
  backupCommand,
  moveCommand,
  noticeCommand,
  alertCommand,
  rollbackCommand,
  replicationCommand,
  rescueCommand,
  doctorCommand,
  demoCommand,
];
