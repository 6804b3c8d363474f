import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The path of Litestream's program; undefined on machines for which none was installed. */
export function findLitestream(): string | undefined {
  try {
    const found = createRequire(import.meta.url).resolve("@flydotio/litestream-linux-x64/package.json");
    const program = join(dirname(found), "litestream");
    accessSync(program, constants.X_OK);
    return program;
  } catch {
    return undefined;
  }
}

/** What stands where Litestream is missing. */
export const noLitestream =
  "Litestream is not installed here; it comes with npm install on Linux with an x64 processor, and on no other machine.";
