import { ensureBuilt } from "./build.mjs";
import { runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { node, root } from "./project.mjs";
import { runInPlace } from "./run.mjs";

await runEntry(async () => {
  await ensureInstalled();
  await ensureBuilt({ web: false });
  const words = process.argv.slice(2);
  const program = words.includes("--move") ? "bench/move-bench.ts" : "bench/run-bench.ts";
  return runInPlace(node(), [program, ...words], { cwd: root });
});
