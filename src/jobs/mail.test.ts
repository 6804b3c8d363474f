import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startMailServer } from "#test/support/mail-server.ts";
import { sendMail } from "./mail.ts";

const mail = { subject: "Backups need a look: tasks.example.org", text: "The disk is full.\n" };
const people = { from: "Tasks <tasks@example.org>", to: ["me@example.org", "you@example.org"] };
const short = { step: 150, whole: 400 };

function testLog() {
  const lines: string[] = [];
  return {
    lines,
    warn: (details: object, message: string) => void lines.push(JSON.stringify({ ...details, message })),
  };
}

test("a mail reaches everybody it is for, as plain text", async () => {
  const server = await startMailServer();
  const log = testLog();
  expect(await sendMail({ url: server.url, ...people }, mail, log)).toBe(true);
  expect(server.mails).toMatchObject([
    { from: "tasks@example.org", to: ["me@example.org", "you@example.org"], subject: mail.subject },
  ]);
  expect(server.mails[0]?.body).toContain("The disk is full.");
  expect(server.mails[0]?.source).toMatch(/^Content-Type: text\/plain/mu);
  expect(log.lines).toEqual([]);
});

test("a mail server that refuses is only logged, and never with the password", async () => {
  const server = await startMailServer({
    onAuth(auth, _session, done) {
      // As a careless server would.
      done(new Error(`no entry for ${auth.username} with ${auth.password}`));
    },
  });
  const log = testLog();
  const url = server.url.replace("smtp://", "smtp://me:sesame-sesame@");
  expect(await sendMail({ url, ...people }, mail, log)).toBe(false);
  expect(log.lines).toHaveLength(1);
  expect(log.lines.join()).not.toContain("sesame");
});

test("a mail server that never says a word is given up", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void silent.close());
  // It listens on a port, so its address is one.
  const { port } = silent.address() as AddressInfo;
  const log = testLog();
  expect(await sendMail({ url: `smtp://127.0.0.1:${port}`, ...people }, mail, log, short)).toBe(false);
  expect(log.lines).toHaveLength(1);
});

test("a mail server that stops in the middle of its talk is given up", async () => {
  const server = await startMailServer({ onData() {} });
  const log = testLog();
  expect(await sendMail({ url: server.url, ...people }, mail, log, short)).toBe(false);
  expect(log.lines).toHaveLength(1);
});

test("a mail server that is not there is given up; so is an address that is none", async () => {
  const log = testLog();
  expect(await sendMail({ url: "smtp://127.0.0.1:1", ...people }, mail, log, short)).toBe(false);
  expect(await sendMail({ url: "no address", ...people }, mail, log, short)).toBe(false);
  expect(log.lines).toHaveLength(2);
});

test("without anybody to write to nothing is sent", async () => {
  const server = await startMailServer();
  expect(await sendMail({ url: server.url, from: people.from, to: [] }, mail, testLog())).toBe(false);
  expect(server.visits()).toBe(0);
});
