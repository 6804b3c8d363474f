import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startMailServer } from "#test/support/mail-server.ts";
import { oneObject, runTas } from "#test/support/tas-process.ts";

async function place() {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-alert-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const mail = await startMailServer();
  const env = {
    SMTP_URL: mail.url,
    ALERT_EMAIL: "me@example.org, you@example.org",
    PUBLIC_URL: "https://tasks.example.org/app",
  };
  return { folder, mail, env };
}

test("a text is mailed to everybody who is to know, and no database is made for it", async () => {
  const { folder, mail, env } = await place();
  const words = "The unit task-aversion-system.service failed. SECRET_KEY=0123456789abcdef0123456789abcdef";
  const run = await runTas(["alert", words, "--json"], { folder, env });
  expect([run.code, run.stderr]).toEqual([0, ""]);
  expect(oneObject(run)).toEqual({ sentTo: ["me@example.org", "you@example.org"] });
  expect(mail.mails).toMatchObject([
    {
      to: ["me@example.org", "you@example.org"],
      subject: "The server needs a look: tasks.example.org",
    },
  ]);
  const body = mail.mails[0]?.body ?? "";
  expect(body).toContain("https://tasks.example.org/app");
  expect(body).toContain("The unit task-aversion-system.service failed.");
  expect(body).not.toContain("0123456789abcdef");
  expect(await readdir(folder)).toEqual([]);
});

test("when another setting is wrong, which may be why the app does not start, it is mailed with that", async () => {
  const { folder, mail, env } = await place();
  const run = await runTas(["alert", "It does not start."], {
    folder,
    env: { ...env, DATABASE_URL: "nonsense" },
  });
  expect(run.code).toBe(0);
  expect(mail.mails[0]?.body).toContain("Its settings are not right: DATABASE_URL");
});

test("a trial mail says that mails arrive", async () => {
  const { folder, mail, env } = await place();
  const run = await runTas(["alert", "--test"], { folder, env });
  expect([run.code, run.stdout]).toEqual([
    0,
    "The mail server took it. Look whether it is there: me@example.org, you@example.org\n",
  ]);
  expect(mail.mails[0]?.subject).toBe("A trial mail: tasks.example.org");
});

test("whoever is told nothing is told so: no address, a mail server that does not answer, no words", async () => {
  const { folder, env } = await place();
  const nobody = await runTas(["alert", "x"], { folder, env: { SMTP_URL: env.SMTP_URL } });
  expect([nobody.code, nobody.stderr]).toEqual([
    1,
    "Nobody was told, because ALERT_EMAIL is not set. Set it, together with SMTP_URL, to the address of the person who looks after this server.\n",
  ]);
  const gone = { ...env, SMTP_URL: "smtp://u:sesame-open@127.0.0.1:9" };
  const refused = await runTas(["alert", "x"], { folder, env: gone });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("smtp://127.0.0.1:9 did not take the mail (ESOCKET)");
  expect(refused.stderr).not.toContain("sesame");
  expect((await runTas(["alert"], { folder, env })).code).toBe(2);
  expect((await runTas(["alert", "x", "--test"], { folder, env })).code).toBe(2);
});
