// Written in old JavaScript on purpose: it must load on the Node it turns away.
const oldest = 20;

/** True when this Node can go on; otherwise says so in one sentence and sets exit code 1. */
export function checkNode() {
  if (Number(process.versions.node.split(".")[0]) >= oldest) return true;
  process.stderr.write(
    "This needs Node.js " +
      oldest +
      " or newer, and here is " +
      process.versions.node +
      ": install a newer one first.\n",
  );
  process.exitCode = 1;
  return false;
}
