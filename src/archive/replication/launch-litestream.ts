import { type ChildProcess, spawn } from "node:child_process";
import type { ReplicaPlace } from "./replica-place.ts";

/** The exit code when another process holds the lock. */
export const alreadyReplicated = 75;

/** Keys come in through stdin: command lines and environments of other processes can be read, files stay behind. */
const takeKeys = `
umask 077
IFS= read -r key; IFS= read -r secret
if [ -n "$key" ]; then
  unset AWS_SESSION_TOKEN AWS_PROFILE
  export AWS_ACCESS_KEY_ID="$key" AWS_SECRET_ACCESS_KEY="$secret"
fi
unset key secret`;

const runOnce = `${takeKeys}
exec "$@" </dev/null`;

/**
 * Two Litestreams on one database would spoil each other's work: the lock goes with the process that holds it.
 * And when this server ends, however it ends, its end of stdin closes, and Litestream is asked to end too.
 */
const runWhileAsked = `${takeKeys}
exec 8>"$1" || exit 1
shift
flock -n 8 || exit ${alreadyReplicated}
exec 9<&0
"$@" </dev/null 9<&- & child=$!
{ while read -r _; do :; done; kill -TERM "$child"; } <&9 8>&- >/dev/null 2>&1 & guard=$!
exec 8>&- 9<&-
wait "$child"; code=$?
kill "$guard" 2>/dev/null
exit "$code"`;

/** Runs one command of Litestream to its end. */
export function launchOnce(program: string, words: readonly string[], to: ReplicaPlace): ChildProcess {
  return launch(["-c", runOnce, "litestream", program, ...words], to);
}

/** Runs `litestream replicate` until its stdin is closed, unless `lockPath` is held: see `alreadyReplicated`. */
export function launchReplication(
  program: string,
  configPath: string,
  lockPath: string,
  to: ReplicaPlace,
): ChildProcess {
  const words = [lockPath, program, "replicate", "-config", configPath, "-no-expand-env"];
  return launch(["-c", runWhileAsked, "litestream", ...words], to);
}

function launch(shellWords: readonly string[], to: ReplicaPlace): ChildProcess {
  // A group of its own: Ctrl-C in a terminal must not end it before the last entries are copied.
  const child = spawn("/bin/sh", [...shellWords], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const { accessKeyId, secretAccessKey } = (to.kind === "s3" ? to.credentials : null) ?? noKeys;
  // It may be gone before it reads.
  child.stdin?.on("error", () => {});
  child.stdin?.write(`${accessKeyId}\n${secretAccessKey}\n`);
  return child;
}

const noKeys = { accessKeyId: "", secretAccessKey: "" };
