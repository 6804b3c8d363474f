import { ensureBuilt } from "./build.mjs";
import { runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { node, root } from "./project.mjs";
import { runInPlace } from "./run.mjs";

await runEntry(async () => {
  await ensureInstalled();
  await ensureBuilt();
  const server = ["--enable-source-maps", "dist/server/main.js", ...process.argv.slice(2)];
  return runInPlace(node(), server, { cwd: root });
});
