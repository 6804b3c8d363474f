import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

/** A fingerprint of the files (or folders) named: their names, sizes and times. */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths) for (const file of filesBelow(path)) hash.update(describe(file));
  return hash.digest("hex");
}

/** True when `stamp` was written for this fingerprint. */
export function isCurrent(stamp, print) {
  return existsSync(join(root, stamp)) && readFileSync(join(root, stamp), "utf8") === print;
}

export function writeStamp(stamp, print) {
  writeFileSync(join(root, stamp), print);
}

function filesBelow(path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .flatMap((name) => filesBelow(`${path}/${name}`));
}

function describe(file) {
  const { size, mtimeMs } = statSync(join(root, file));
  return `${file} ${size} ${mtimeMs}\n`;
}
