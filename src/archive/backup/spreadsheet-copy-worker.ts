import { parentPort, workerData } from "node:worker_threads";
import { sentenceOf } from "./backup-error.ts";
import { copySpreadsheets } from "./spreadsheet-copy.ts";
import type { SpreadsheetCopyMessage, SpreadsheetCopyWork } from "./start-spreadsheet-copy.ts";

// A thread of its own with a connection of its own, so that the server answers meanwhile.

const tell = (message: SpreadsheetCopyMessage) => parentPort?.postMessage(message);

// Only `startSpreadsheetCopy` starts this file, and it hands over a SpreadsheetCopyWork.
const { plan, options } = workerData as SpreadsheetCopyWork;

copySpreadsheets(plan, { ...options, onProgress: (share) => tell({ type: "progress", share }) }).then(
  (day) => tell({ type: "done", day }),
  (error: unknown) => tell({ type: "failed", sentence: sentenceOf(error) }),
);
