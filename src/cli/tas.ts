import { runTas } from "./run-tas.ts";

// A reader that has seen enough (`tas … | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await runTas(process.argv.slice(2));
// All is done and closed. What a library still holds on to, like a connection that was refused, does not keep us.
setTimeout(() => process.exit(), 3000).unref();
