import { ensureBuilt } from "./build.mjs";
import { runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";

await runEntry(async () => {
  await ensureInstalled();
  await ensureBuilt({ force: true });
});
