import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "./failure.mjs";
import { nodePackage, root, say } from "./project.mjs";

// Spelled out, because a person's own npm settings must not decide whether this works. Development packages too:
// NODE_ENV=production would leave out what builds. No package needs its install script.
const choices = [
  "--include=dev",
  "--include=optional",
  "--ignore-scripts",
  "--engine-strict=false",
  "--global=false",
  "--dry-run=false",
  "--package-lock=true",
  "--bin-links=true",
  "--install-strategy=hoisted",
  "--legacy-peer-deps=false",
  "--strict-peer-deps=false",
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--no-progress",
  "--loglevel=error",
];

/** Installs the packages of package-lock.json unless they are there already. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  say("Installing packages …");
  const { code, output } = await npm(["ci", ...choices]);
  if (code !== 0) throw new Failure(`The packages could not be installed: ${reason(output)}.`);
  if (!isInstalled())
    throw new Failure("The packages could not be installed completely: is the network steady?");
}

function isInstalled() {
  if (nodePackage && !existsSync(join(root, nodePackage, "bin/node"))) return false;
  // npm writes this copy of the lockfile at the end of an installation, with what really is there.
  const wanted = packages("package-lock.json");
  const present = packages("node_modules/.package-lock.json");
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path];
    return found ? found.version === entry.version : entry.optional || path === "";
  });
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return {};
  }
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli && basename(cli) === "npm-cli.js" ? [process.execPath, [cli]] : ["npm", []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", () => reject(new Failure("The packages could not be installed: npm was not found.")));
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** What npm complained about, in its own words but on one line. */
function reason(output) {
  const lines = output.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  const telling = lines.filter(
    (line) => line !== "" && !/^(npm warn|A complete log|Log files|code |errno |syscall )/.test(line),
  );
  return (telling[0] ?? "npm gave no reason").replace(/\.$/, "");
}
