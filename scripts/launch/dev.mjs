import { spawn } from "node:child_process";
import { runEntry } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { environment, node, root } from "./project.mjs";

/** Starts both; when one ends, or a signal comes, the other ends too. */
function runTogether(commands) {
  return new Promise((resolve) => {
    const children = commands.map((args) =>
      spawn(node(), args, { cwd: root, env: environment(), stdio: "inherit" }),
    );
    let running = children.length;
    let result = 0;
    const stop = () => {
      for (const child of children) child.kill("SIGTERM");
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
    for (const child of children) {
      child.once("exit", (code) => {
        result ||= code ?? 0;
        stop();
        if (--running === 0) resolve(result);
      });
    }
  });
}

await runEntry(async () => {
  await ensureInstalled();
  return runTogether([
    ["--watch", "--watch-preserve-output", "src/main.ts"],
    ["node_modules/vite/bin/vite.js", "--clearScreen", "false"],
  ]);
});
