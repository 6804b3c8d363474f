import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "#storage/database.ts";
import { StorageError } from "#storage/storage-error.ts";
import { backupContext } from "../backup/backup-context.ts";
import type { UpdateMessage, UpdateWork } from "./start-update-work.ts";
import { UpdateError } from "./update-error.ts";
import { updateSchema } from "./update-schema.ts";

function say(message: UpdateMessage): void {
  parentPort?.postMessage(message);
}

async function work({ plan, withoutBackup }: UpdateWork): Promise<void> {
  const database = await openDatabase(plan.target, { readers: 1, poolSize: 2 });
  try {
    const updated = await updateSchema(database, backupContext(plan), {
      withoutBackup,
      onProgress: (what, share) => say({ kind: "progress", what, share }),
    });
    say({ kind: "done", updated });
  } catch (error) {
    if (error instanceof UpdateError) {
      say({ kind: "update-error", code: error.code, message: error.message });
    } else if (error instanceof StorageError) {
      say({ kind: "storage-error", code: error.kind, message: error.message });
    } else throw error;
  } finally {
    await database.close();
  }
}

// Only `startUpdateWork` starts this file, and it hands over an UpdateWork.
await work(workerData as UpdateWork);
