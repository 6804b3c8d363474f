import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { Failure, runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { node, root, say } from "./project.mjs";
import { runInPlace, runQuietly } from "./run.mjs";

const bin = (name) => join(root, "node_modules/.bin", name);
const projects = ["domain", "node", "web"].filter(
  (name) => name !== "web" || existsSync(join(root, "src/web/index.html")),
);

const checks = [
  ["Format", [bin("biome"), "format", "--colors=off", "."]],
  ["Lint", [bin("oxlint")]],
  ...projects.map((name) => [`Types (${name})`, [bin("tsc"), "-p", `tsconfig.${name}.json`]]),
  ["Unused files, exports and packages", [bin("knip"), "--no-progress"]],
];

async function check([name, [command, ...args]]) {
  const started = Date.now();
  const { code, output } = await runQuietly(command, args);
  if (code !== 0) throw new Failure(`${name}: not right\n\n${output.trim()}`);
  say(`${name}: ok (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

await runEntry(async () => {
  const paths = process.argv.slice(2);
  await ensureInstalled();
  if (paths.length === 0) for (const step of checks) await check(step);
  await ensureBuilt();
  return runInPlace(node(), ["node_modules/vitest/vitest.mjs", "run", ...paths], { cwd: root });
});
