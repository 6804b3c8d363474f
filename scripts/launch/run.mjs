import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { environment, root } from "./project.mjs";

/** Runs a program in our place: same input and output, our signals, and its exit code for ours. */
export function runInPlace(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: environment(), ...options });
    const forward = (signal) => {
      if (signal === "SIGINT" && inForeground()) return;
      child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal) process.kill(process.pid, signal);
      resolve(code ?? 1);
    });
  });
}

/** Runs a tool quietly; its output comes back for the case that somebody needs it. */
export function runQuietly(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** A terminal's Ctrl-C reaches the child without us; sending it again would look like impatience. */
function inForeground() {
  try {
    // After the name in parentheses: state, parent, process group, session, terminal, the terminal's foreground group.
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1).split(" ");
    return fields[2] === fields[5];
  } catch {
    return process.stdin.isTTY === true;
  }
}
