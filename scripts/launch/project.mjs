import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The npm package that carries the Node we run on; none for a platform it is not made for. */
export const nodePackage =
  process.platform === "linux" && ["x64", "arm64"].includes(process.arch)
    ? `node_modules/node-linux-${process.arch}`
    : undefined;

/** The Node (24 or newer) that everything after the installation runs on. */
export function node() {
  const bundled = nodePackage && join(root, nodePackage, "bin/node");
  if (bundled && existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Failure(
    `There is no bundled Node.js for ${process.platform} on ${process.arch}: install Node.js 24 or newer and try again.`,
  );
}

/** Our environment, with the project's own tools and Node first. */
export function environment() {
  return { ...process.env, PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}` };
}

/** Progress goes to stderr, so that the output of `tas` stays what it is. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
