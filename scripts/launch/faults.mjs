import { runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { node, root } from "./project.mjs";
import { runInPlace } from "./run.mjs";

await runEntry(async () => {
  await ensureInstalled();
  return runInPlace(node(), ["test/faults/run-faults.ts", ...process.argv.slice(2)], { cwd: root });
});
