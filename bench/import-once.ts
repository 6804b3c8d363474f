import { v7 as newId } from "uuid";
import { runImport } from "#archive/import/run-import.ts";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import type { Place } from "#test/support/each-dialect.ts";

// A program of its own, so that its peak of memory is the import's and nobody else's.
const [placeText = "", owner = "", folder = ""] = process.argv.slice(2);
// Written by measure.ts, which starts this.
const place = JSON.parse(placeText) as Place;
const database = await openDatabase(place);
await migrate(database);
const started = performance.now();
const report = await runImport(database, owner, folder, { dryRun: false, now: Date.now(), newId });
const seconds = (performance.now() - started) / 1000;
await database.close();
const peakKilobytes = process.resourceUsage().maxRSS;
process.stdout.write(JSON.stringify({ instances: report.tables["instance"]?.new, seconds, peakKilobytes }));
