import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { node, root, say } from "./project.mjs";
import { runQuietly } from "./run.mjs";
import { fingerprint, isCurrent, writeStamp } from "./sources.mjs";

const shared = ["package.json", "package-lock.json"];

const parts = {
  server: {
    entry: "src/main.ts",
    sources: () => [...serverFolders(), "scripts/launch/bundle-server.mjs"],
    command: ["scripts/launch/bundle-server.mjs"],
    result: "dist/server/main.js",
  },
  web: {
    entry: "src/web/index.html",
    sources: () => [
      "src/web",
      "src/domain",
      "src/contract",
      "vite.config.ts",
      "scripts/first-load-budget.ts",
      "scripts/precompressed-files.ts",
    ],
    command: ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"],
    result: "dist/web/index.html",
  },
};

/** Builds what is older than its sources; a part whose entry does not exist is left out. */
export async function ensureBuilt({ web = true, force = false } = {}) {
  for (const [name, part] of Object.entries(parts)) {
    if (name === "web" && !web) continue;
    if (!existsSync(join(root, part.entry))) continue;
    const stamp = `dist/.${name}-built`;
    // Taken before the build: what is saved meanwhile is built next time.
    const print = fingerprint([...shared, ...part.sources()]);
    if (!force && isCurrent(stamp, print) && existsSync(join(root, part.result))) continue;
    say(`Building the ${name} …`);
    const { code, output } = await runQuietly(node(), part.command);
    if (code !== 0) throw new Failure(`The ${name} could not be built:\n${output.trim()}`);
    if (output.trim() !== "") say(output.trim());
    writeStamp(stamp, print);
  }
}

function serverFolders() {
  return readdirSync(join(root, "src"))
    .filter((name) => name !== "web")
    .sort()
    .map((name) => `src/${name}`);
}
