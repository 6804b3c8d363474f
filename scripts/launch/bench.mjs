import { ensureBuilt } from "./build.mjs";
import { runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { node, root } from "./project.mjs";
import { runInPlace } from "./run.mjs";

await runEntry(async () => {
  await ensureInstalled();
  await ensureBuilt({ web: false });
  return runInPlace(node(), ["bench/run-bench.ts", ...process.argv.slice(2)], { cwd: root });
});
