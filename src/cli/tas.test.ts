import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as newId } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { accountNamed, createAccount } from "#features/account/actions.ts";
import { redeemInvitation } from "#features/account/invitation-code.ts";
import { verifyPassword } from "#features/account/password.ts";
import { everyone } from "#storage/database.ts";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { oneObject, runTas, spawnTas, type TasRun } from "#test/support/tas-process.ts";

const password = "a few quiet words";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function addressOf(place: Place): string {
  return place.engine === "sqlite" ? `sqlite:${place.path}` : place.url;
}

describe("wrong usage ends with 2 and one sentence", () => {
  test.each([
    ["nothing at all", []],
    ["an unknown command", ["sevre"]],
    ["an unknown option", ["migrate", "--force"]],
    ["a missing word", ["user", "create"]],
    ["a word too many", ["user", "list", "ann"]],
    ["a group without its command", ["user"]],
    ["a database address that is none", ["migrate", "--database", "mysql://host/name"]],
    ["no terminal to ask on", ["user", "create", "ann"]],
  ])("%s", async (_what, words) => {
    const env = { DATABASE_URL: `sqlite:${join(folder, "usage.db")}` };
    const [plain, told] = await Promise.all([
      runTas(words, { folder, env }),
      runTas([...words, "--json"], { folder, env }),
    ]);
    expect(plain).toMatchObject({ code: 2, stdout: "" });
    expect(plain.stderr.trimEnd().split("\n").at(-1)).toMatch(/^(--)?[A-Za-z].*\.$/u);
    expect(told.code).toBe(2);
    expect(oneObject(told)).toEqual({ error: { code: "wrong-usage", message: expect.any(String) } });
  });
});

test("help and the version are answers", async () => {
  const help = await runTas(["--help"], { folder });
  expect(help.code).toBe(0);
  for (const word of ["serve", "migrate", "user", "doctor", "demo"]) expect(help.stdout).toContain(word);
  expect(await runTas(["--version"], { folder })).toEqual({
    code: 0,
    stdout: `${packageJson.version}\n`,
    stderr: "",
  });
});

test("a wrong setting is one sentence, and a password in it is not repeated", async () => {
  const env = { DATABASE_URL: "postgres://tas:sesame-open@nowhere.invalid:5432/" };
  const run = await runTas(["user", "list"], { folder, env });
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr.trimEnd().split("\n")).toHaveLength(1);
  const told = await runTas(["user", "list", "--json"], { folder, env });
  expect(told.code).toBe(1);
  expect(oneObject(told)).toEqual({ error: { code: "config", message: expect.any(String) } });
  for (const text of [run.stderr, told.stdout, told.stderr]) expect(text).not.toContain("sesame");
});

test("a port that is taken is one sentence", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? String(address.port) : "";
  const env = { DATABASE_URL: `sqlite:${join(folder, "port.db")}`, PORT: port, LOG_LEVEL: "silent" };
  const run = await runTas(["serve"], { folder, env });
  taken.close();
  expect(run).toEqual({
    code: 1,
    stdout: "",
    stderr: `Port ${port} of 127.0.0.1 is in use by another program; stop that one, or set PORT to another number.\n`,
  });
});

eachDialect((_engine, _open, fresh) => {
  /** A database of its own and the command line on it. */
  async function host(more: Record<string, string> = {}) {
    const place = await fresh.place("migrated");
    const env = { DATABASE_URL: addressOf(place), ...more };
    return {
      place,
      tas: (words: string, input = ""): Promise<TasRun> => runTas(words.split(" "), { folder, env, input }),
    };
  }

  test("migrate sets up a database, says what it did, and has nothing left to do", async () => {
    const env = { DATABASE_URL: addressOf(await fresh.place()) };
    const before = oneObject(await runTas(["migrate", "--status", "--json"], { folder, env }));
    expect(before).toMatchObject({ applied: [], unknown: [] });
    const first = await runTas(["migrate", "--json"], { folder, env });
    expect(first.code).toBe(0);
    expect(oneObject(first)).toEqual({ applied: before["pending"], backup: null });
    const again = await runTas(["migrate"], { folder, env });
    expect(again).toMatchObject({ code: 0, stdout: "The schema was up to date already.\n" });
    expect(oneObject(await runTas(["migrate", "--status", "--json"], { folder, env }))).toMatchObject({
      pending: [],
    });
  });

  test("a first account sets up the database by the way; --database wins over the environment", async () => {
    const place = await fresh.place();
    const words = ["user", "create", "ann", "--password-stdin", "--database", addressOf(place)];
    const env = { DATABASE_URL: "sqlite:./not-this.db" };
    const run = await runTas(words, { folder, env, input: `${password}\n` });
    expect(run).toMatchObject({ code: 0, stdout: "ann can sign in now.\n" });
    const database = await fresh.openAt(place);
    const ann = await database.read(everyone, (tx) => accountNamed(tx, "ann"));
    expect(await verifyPassword(password, ann.passwordHash)).toBe(true);
  });

  test("an admin is made, listed, gets a new password and is deleted; the password is never printed", async () => {
    const { place, tas } = await host();
    const runs: TasRun[] = [];
    const run = async (words: string, input?: string) => {
      const done = await tas(words, input);
      runs.push(done);
      return done;
    };
    const made = await run("user create Ann --admin --password-stdin --json", password);
    expect(made.code).toBe(0);
    expect(oneObject(made)).toMatchObject({ account: { username: "Ann", role: "admin", kind: "full" } });
    const taken = await run("user create ＡＮＮ --password-stdin --json", password);
    expect(taken.code).toBe(1);
    expect(oneObject(taken)).toMatchObject({ error: { code: "username-taken" } });

    expect((await run("user set-password ann --password-stdin", "another few words\n")).code).toBe(0);
    const database = await fresh.openAt(place);
    const ann = await database.read(everyone, (tx) => accountNamed(tx, "ann"));
    expect(await verifyPassword("another few words", ann.passwordHash)).toBe(true);
    const listed = oneObject(await run("user list --json"));
    expect(listed).toMatchObject({ users: [{ username: "Ann", role: "admin" }] });
    expect((await run("user list")).stdout).toMatch(/^Ann +full +admin /u);

    const unsure = await run("user delete ann");
    expect(unsure.code).toBe(2);
    expect(unsure.stderr).toContain("--yes");
    expect((await run("user delete ann --yes")).stdout).toBe("Deleted Ann with nothing in it.\n");
    expect(oneObject(await run("user list --json"))).toEqual({ users: [] });
    const gone = await run("user delete ann --yes --json");
    expect(gone.code).toBe(1);
    expect(oneObject(gone)).toMatchObject({ error: { code: "not-found" } });
    for (const { stdout, stderr } of runs) {
      expect(stdout + stderr).not.toContain("few");
      expect(stdout + stderr).not.toContain("argon2");
    }
  });

  test("a short password is refused with what to do", async () => {
    const run = await (await host()).tas("user create ann --password-stdin", "short\n");
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("at least 8 characters");
  });

  test("the host may go beyond MAX_USERS and is told so", async () => {
    const { tas } = await host({ MAX_USERS: "1" });
    const first = await tas("user create ann --password-stdin", password);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const second = await tas("user create ben --password-stdin", password);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain("MAX_USERS=1");
  });

  test("an invitation lets one person in", async () => {
    const { place, tas } = await host({ REGISTRATION: "invite" });
    const run = await tas("user invite --json");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const { code } = oneObject(run);
    const shown = (await tas("user invite")).stdout.trimEnd().split("\n").at(-1) ?? "";
    const database = await fresh.openAt(place);
    for (const invitation of [String(code), shown]) {
      const redeem = () =>
        database.write(everyone, (tx) =>
          redeemInvitation(tx, invitation, { now: Date.now(), newId: () => "" }),
        );
      expect(await redeem()).toBe(true);
      expect(await redeem()).toBe(false);
    }
  });

  test("a guest is listed and deleted by the id", async () => {
    const { place, tas } = await host();
    const database = await fresh.openAt(place);
    const guest = await database.write(everyone, (tx) =>
      createAccount(
        tx,
        { username: null, passwordHash: null, maxUsers: null },
        { now: Date.now(), newId: () => newId() },
      ),
    );
    expect((await tas("user list")).stdout).toContain(`${guest.id}  guest`);
    expect((await tas(`user delete ${guest.id} --yes`)).code).toBe(0);
    expect((await tas("user list")).stdout).toBe("There are no accounts yet.\n");
  });

  test("demo makes an account with a password of its own, and does not mix by accident", async () => {
    const { place, tas } = await host();
    const first = await tas("demo --json");
    expect(first.code).toBe(0);
    const { password: made, content } = oneObject(first);
    const database = await fresh.openAt(place);
    const demo = await database.read(everyone, (tx) => accountNamed(tx, "demo"));
    expect(await verifyPassword(String(made), demo.passwordHash)).toBe(true);
    expect(content).toMatchObject({ tasks: 26 });

    const again = await tas("demo --json");
    expect(again.code).toBe(1);
    expect(oneObject(again)).toMatchObject({ error: { code: "account-not-empty" } });
    expect((await tas("user list --json")).stdout).not.toContain(String(made));
    const deleted = oneObject(await tas("user delete demo --yes --json"));
    expect(deleted["content"]).toEqual(content);

    await tas("user create ann --password-stdin", password);
    const filled = await tas("demo --user ann --seed 4");
    expect(filled.code).toBe(0);
    expect(filled.stdout).toMatch(/^ann has a made-up half year now: 26 tasks, \d+ instances, /u);
    expect((await tas("demo --user ann --yes")).code).toBe(0);
  });

  test("serve answers until it is asked to end", async () => {
    const { place } = await host();
    const env = { DATABASE_URL: addressOf(place), PORT: "0", SECRET_KEY: "k".repeat(40) };
    const server = spawnTas(["serve", "--json"], { folder, env });
    let answer = "";
    server.stdout.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    const ended = new Promise<number | null>((resolve) => {
      server.once("close", resolve);
    });
    const url = await new Promise<string>((resolve, reject) => {
      let log = "";
      server.stderr.setEncoding("utf8").on("data", (text: string) => {
        log += text;
        const found = /serving on (http[^"\s]+)/u.exec(log)?.[1];
        if (found !== undefined) resolve(found);
      });
      server.once("close", () => reject(new Error(`The server ended early: ${log}`)));
    });
    expect((await fetch(new URL("/readyz", url))).status).toBe(200);
    server.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(JSON.parse(answer)).toEqual({ served: url });
  });
});
