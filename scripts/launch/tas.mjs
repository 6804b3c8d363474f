import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { node, root } from "./project.mjs";
import { runInPlace } from "./run.mjs";

await runEntry(async () => {
  const args = process.argv.slice(2);
  await ensureInstalled();
  await ensureBuilt({ web: args.includes("serve") });
  return runInPlace(node(), ["--enable-source-maps", join(root, "dist/server/tas.js"), ...args]);
});
