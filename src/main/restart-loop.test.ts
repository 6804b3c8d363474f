import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "#config/config.ts";
import { createRedactor } from "#config/redact.ts";
import { createLogger } from "#http/logger.ts";
import { startMailServer } from "#test/support/mail-server.ts";
import { startServer } from "../main.ts";

test("a server that cannot open its database writes to the host at the fifth start, and once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-loop-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "mine.db"), "Dear diary, ".repeat(1000));
  const mail = await startMailServer();
  const config = loadConfig({
    DATABASE_URL: `sqlite:${folder}/mine.db`,
    SECRET_KEY: "a secret key for tests only, 40 letters.",
    PORT: "0",
    SMTP_URL: mail.url,
    ALERT_EMAIL: "me@example.org",
  });
  const logger = createLogger({ logLevel: "silent" }, createRedactor([]));
  const counts: number[] = [];
  for (let count = 0; count < 6; count++) {
    await expect(startServer(config, { logger, webFolder: join(folder, "web") })).rejects.toThrow(
      /database/u,
    );
    counts.push(mail.mails.length);
  }
  expect(counts).toEqual([0, 0, 0, 0, 1, 1]);
  expect(mail.mails[0]?.subject).toBe("The server starts again and again: localhost:0");
  expect(mail.mails[0]?.body).toContain("started 5 times within ten minutes");
  expect(mail.mails[0]?.body).toContain("tas doctor");
});
