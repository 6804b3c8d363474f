import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "./config.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { ensureSecretKey } from "./secret-key.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("the data folder", () => {
  test("is made where it is missing, for the server's user alone", () => {
    prepareDataFolder(loadConfig({ DATABASE_URL: "sqlite:a/b/tasks.db" }, folder), folder);
    expect([mode(join(folder, "a")), mode(join(folder, "a/b"))]).toEqual(["700", "700"]);
  });

  test("is not needed with PostgreSQL and a given key", () => {
    const given = { DATABASE_URL: "postgres://u@h/d", SECRET_KEY: "x".repeat(32) };
    prepareDataFolder(loadConfig(given, folder), folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("stops the start when a file is in its place", () => {
    writeFileSync(join(folder, "data"), "");
    expect(() => prepareDataFolder(loadConfig({}, folder), folder)).toThrow(/cannot be made/u);
  });

  test("stops the start when the database is a folder", () => {
    mkdirSync(join(folder, "data/task_aversion.db"), { recursive: true });
    expect(() => prepareDataFolder(loadConfig({}, folder), folder)).toThrow(/is not a file/u);
  });

  test("stops the start when a -wal file has lost its database, and leaves it alone", () => {
    const wal = join(folder, "data/task_aversion.db-wal");
    mkdirSync(join(folder, "data"));
    writeFileSync(wal, "newest entries");
    expect(() => prepareDataFolder(loadConfig({}, folder), folder)).toThrow(/-wal.*without its database/u);
    expect(existsSync(wal)).toBe(true);
    writeFileSync(join(folder, "data/task_aversion.db"), "");
    expect(() => prepareDataFolder(loadConfig({}, folder), folder)).not.toThrow();
  });

  // Root may write everywhere, so only an ordinary user can see these refusals.
  test.skipIf(process.getuid?.() === 0)("stops the start when this user may not write there", () => {
    chmodSync(folder, 0o500);
    const config = loadConfig({ DATABASE_URL: "sqlite:x.db" }, folder);
    expect(() => prepareDataFolder(config, folder)).toThrow(/cannot be written/u);
  });
});

describe("the secret key", () => {
  test("is the given one, if there is one", () => {
    const given = "g".repeat(40);
    expect(ensureSecretKey(loadConfig({ SECRET_KEY: given }, folder))).toBe(given);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("else it is made once, for the server's user alone, and stays", () => {
    const config = loadConfig({}, folder);
    const made = ensureSecretKey(config);
    expect(made).toMatch(/^[\w-]{43}$/u);
    expect(ensureSecretKey(config)).toBe(made);
    expect(readdirSync(config.dataFolder)).toEqual(["secret.key"]);
    expect([mode(config.dataFolder), mode(join(config.dataFolder, "secret.key"))]).toEqual(["700", "600"]);
  });

  test("is the same for all that start at once", async () => {
    const module = new URL("./secret-key.ts", import.meta.url).href;
    const source = `
      const { parentPort } = require("node:worker_threads");
      parentPort.once("message", async () => {
        const { ensureSecretKey } = await import(${JSON.stringify(module)});
        parentPort.postMessage(ensureSecretKey({ secretKey: null }, ${JSON.stringify(folder)}));
      });`;
    const workers = Array.from({ length: 6 }, () => new Worker(source, { eval: true }));
    const keys = workers.map(
      (worker) =>
        new Promise<unknown>((resolve, reject) => {
          worker.once("message", resolve);
          worker.once("error", reject);
          worker.postMessage("go");
        }),
    );
    expect(new Set(await Promise.all(keys)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(["secret.key"]);
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  test("that is cut off is not replaced behind anyone's back", () => {
    writeFileSync(join(folder, "secret.key"), "half");
    expect(() => ensureSecretKey(loadConfig({}, folder), folder)).toThrow(/no whole secret key/u);
  });
});
