import { chmod, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "#config/config.ts";
import { createRedactor } from "#config/redact.ts";
import { openLogFile } from "./log-file.ts";
import { createLogger } from "./logger.ts";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-log-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("LOG_FILE takes the same lines as stdout, without secrets and words, for its owner's eyes only", async () => {
  const folder = await emptyFolder();
  const { logFile } = loadConfig({ LOG_FILE: "logs/app.log" }, folder);
  expect(logFile).toBe(join(folder, "logs", "app.log"));
  const lines: string[] = [];
  const redactor = createRedactor(["hunter2-hunter2"]);
  const logger = createLogger({ logLevel: "info", logFile }, redactor, {
    write: (line) => void lines.push(line),
  });
  logger.info({ token: "abc", where: "hunter2-hunter2" }, "connect hunter2-hunter2");
  logger.error({ err: new Error('no such column "my divorce"'), body: "my divorce" });
  const written = await readFile(join(folder, "logs", "app.log"), "utf8");
  expect(written).toBe(lines.join(""));
  expect(written.split("\n")).toHaveLength(3);
  expect(written).toContain("[REDACTED]");
  expect(written).not.toMatch(/hunter2|divorce|abc/u);
  expect((await stat(join(folder, "logs", "app.log"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, "logs"))).mode & 0o777).toBe(0o700);
});

test("a file that grows too large is set aside, the oldest goes, and no line is lost or split", async () => {
  const path = join(await emptyFolder(), "app.log");
  const log = openLogFile(path, 100);
  for (let number = 10; number < 60; number++) log.write(`{"line":${number},"more":"${"x".repeat(20)}"}\n`);
  const files = ["app.log", "app.log.1", "app.log.2", "app.log.3", "app.log.4", "app.log.5"];
  expect((await readdir(join(path, ".."))).toSorted()).toEqual(files);
  const texts = await Promise.all(files.toReversed().map((name) => readFile(join(path, "..", name), "utf8")));
  expect(texts.every((text) => text.length <= 100)).toBe(true);
  const numbers = texts
    .join("")
    .trimEnd()
    .split("\n")
    .map((line) => Number(/"line":(\d+)/u.exec(line)?.[1]));
  expect(numbers.at(-1)).toBe(59);
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
});

test("two processes that write to one file set it aside once", async () => {
  const path = join(await emptyFolder(), "app.log");
  const [one, other] = [openLogFile(path, 100), openLogFile(path, 100)];
  const line = `${"x".repeat(59)}\n`;
  one.write(line);
  one.write(line);
  other.write(line);
  expect((await readFile(path, "utf8")).length + (await readFile(`${path}.1`, "utf8")).length).toBe(180);
});

test("a line that cannot be written harms nobody, and a file that cannot be opened stops the start", async () => {
  const log = openLogFile("/dev/full");
  expect(() => log.write("x\n")).not.toThrow();
  expect(() => openLogFile("/dev/null/app.log")).toThrow(/^LOG_FILE names "\/dev\/null\/app\.log"/u);
});

test("a file that is there already is written on", async () => {
  const path = join(await emptyFolder(), "app.log");
  openLogFile(path).write("one\n");
  await chmod(path, 0o640);
  openLogFile(path).write("two\n");
  expect(await readFile(path, "utf8")).toBe("one\ntwo\n");
  // Who opened it to a group for a log collector meant it.
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});
