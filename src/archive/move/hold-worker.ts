import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "#storage/database.ts";
import { releaseLease, renewLease } from "#storage/lease.ts";
import { writersLease } from "#storage/write-gate.ts";
import { type HoldWork, holdLength, lostPlace, secondsPlace } from "./hold-message.ts";

// A thread of its own, because the other one may be inside the database engine for longer than the hold lasts.

/** In milliseconds: several renewals may fail before the hold is over. */
const renewEvery = 5_000;

// Only `holdWriters` starts this file, and it hands over a HoldWork.
const { target, holder, what, shared } = workerData as HoldWork;
const state = new Int32Array(shared);
// Giving back the hold comes after the mark.
const pass = { holder, despiteMove: true };
const database = await openDatabase(target, { readers: 1, poolSize: 1, pass });
let renewing: Promise<void> = Promise.resolve();

async function renew(): Promise<void> {
  const seconds = Math.max(5, Atomics.load(state, secondsPlace));
  try {
    const renewed = await renewLease(database, writersLease, holder, holdLength, { what, seconds });
    if (!renewed) Atomics.store(state, lostPlace, 1);
  } catch {
    // Tried again in a moment; the lease itself ends when that is too late, and then it is found to be lost.
  }
}

const timer = setInterval(() => {
  renewing = renewing.then(renew);
}, renewEvery);

parentPort?.once("message", () => {
  clearInterval(timer);
  void renewing
    .then(() => releaseLease(database, writersLease, holder))
    // It ends by itself.
    .catch(() => {})
    .then(() => database.close())
    .finally(() => parentPort?.close());
});
