import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { readEnv } from "./env.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "env-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("settings", () => {
  test("come from .env, and the environment wins", () => {
    write(".env", '\uFEFFPORT=9000\nHOST="0.0.0.0"\nLOG_LEVEL=debug # chatty\n');
    expect(readEnv({ PORT: "9001", HOST: "" }, folder)).toEqual({
      PORT: "9001",
      HOST: "0.0.0.0",
      LOG_LEVEL: "debug",
    });
  });

  test("of other programs are not taken along", () => {
    expect(readEnv({ PATH: "/bin", PORT_FILE: "/x", AWS_SECRET: "x" }, folder)).toEqual({});
  });

  test("survive a folder called .env", () => {
    mkdirSync(join(folder, ".env"));
    expect(readEnv({}, folder)).toEqual({});
  });
});

describe("a secret in a file", () => {
  test.each(["SECRET_KEY", "DATABASE_URL", "METRICS_TOKEN"])("gives %s without the line end", (name) => {
    expect(readEnv({ [`${name}_FILE`]: write("s", "a value\r\n") }, null)).toEqual({ [name]: "a value" });
  });

  test("may be named in .env, unless the environment gives the value", () => {
    write(".env", `SECRET_KEY_FILE=${write("s", "from the file")}`);
    expect(readEnv({}, folder)).toEqual({ SECRET_KEY: "from the file" });
    expect(readEnv({ SECRET_KEY: "given" }, folder)).toEqual({ SECRET_KEY: "given" });
  });

  test("that is missing, empty or given twice stops with one sentence", () => {
    const file = write("s", " \n");
    const read = (environment: Record<string, string>) => () => readEnv(environment, null);
    expect(read({ SECRET_KEY_FILE: join(folder, "no") })).toThrow(/SECRET_KEY_FILE.*ENOENT/u);
    expect(read({ SECRET_KEY_FILE: folder })).toThrow(/SECRET_KEY_FILE.*EISDIR/u);
    expect(read({ SECRET_KEY_FILE: file })).toThrow(/is empty/u);
    expect(read({ SECRET_KEY_FILE: file, SECRET_KEY: "hidden" })).toThrow(ConfigError);
    expect(read({ SECRET_KEY_FILE: file, SECRET_KEY: "hidden" })).not.toThrow(/hidden/u);
  });
});

// Root may read everything, so only an ordinary user can see this refusal.
test.skipIf(process.getuid?.() === 0)("a .env that may not be read stops with one sentence", () => {
  chmodSync(write(".env", "PORT=1"), 0o000);
  expect(() => readEnv({}, folder)).toThrow(/cannot be read/u);
});
