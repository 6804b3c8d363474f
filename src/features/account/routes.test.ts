import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { AccountView, MeView } from "#contract/account.ts";
import type { Problem } from "#contract/problem.ts";
import { everyone } from "#storage/database.ts";
import { countAccounts } from "#storage/user-account.ts";
import { cast } from "#test/support/cast.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";
import { createInvitation } from "./invitation-code.ts";

eachDialect((_engine, _open, fresh) => {
  const start = (env = {}) => startTestServer(fresh, { env });
  const accounts = (server: TestServer) => server.database.read(everyone, (tx) => countAccounts(tx));
  const accountOf = async (client: ReturnType<TestServer["client"]>): Promise<AccountView> =>
    (await client.get<MeView>("/me")).body.account;

  describe("being someone", () => {
    test("a guest who claims keeps the same account and everything in it", async () => {
      const server = await start();
      const browser = server.client();
      const guest = await browser.guest();
      expect(guest).toMatchObject({ kind: "guest", username: null, role: "person" });
      await browser.post("/tasks", { name: "Taxes" });
      const before = [...browser.cookies.values()];
      const claimed = await browser.signUp("ann");
      expect(claimed).toEqual({ ...guest, username: "ann", kind: "full" });
      expect([...browser.cookies.values()]).not.toEqual(before);
      const tasks = await browser.get<{ items: { name: string }[] }>("/tasks");
      expect(tasks.body.items.map(({ name }) => name)).toEqual(["Taxes"]);
      expect(await accounts(server)).toBe(1);

      const elsewhere = server.client();
      expect((await elsewhere.post("/session", cast.ann)).status).toBe(200);
      expect(await accountOf(elsewhere)).toEqual(claimed);
    });

    test("every account begins with the five emotion pairs", async () => {
      const browser = (await start()).client();
      await browser.guest();
      const { body } = await browser.get<{ items: { id: string }[] }>("/emotions");
      expect(body.items.map(({ id }) => id)).toEqual([
        "calm-anxious",
        "happy-sad",
        "energised-drained",
        "excited-dreading",
        "focused-scattered",
      ]);
    });

    test("Ann, ANN and ａｎｎ are one; a taken name comes with two free ones", async () => {
      const server = await start();
      await server.client().signUp("ann");
      for (const username of ["Ann", "ANN", "ａｎｎ", " ann ", "аnn"]) {
        const { status, body } = await server
          .client()
          .post<Problem>("/accounts", { username, password: "another password" });
        expect({ status, code: body.code }, username).toEqual({ status: 409, code: "username-taken" });
        expect(body.suggestions).toHaveLength(2);
        expect(body.detail).toContain(body.suggestions?.[0]);
      }
      const { body } = await server.client().post<Problem>("/accounts", { ...cast.ann });
      for (const username of body.suggestions ?? []) {
        const joined = await server.client().post("/accounts", { username, password: "another password" });
        expect(joined.status, username).toBe(201);
      }
      expect(await accounts(server)).toBe(3);
    });

    test("a name is signed in with in any case, and only with its own password", async () => {
      const server = await start();
      const { id } = await server.client().signUp("ann");
      const browser = server.client();
      const wrong = await browser.post<Problem>("/session", { ...cast.ann, password: "a guess that fails" });
      expect(wrong.body.code).toBe("wrong-credentials");
      const unknown = await browser.post<Problem>("/session", { ...cast.ben });
      expect(unknown.body).toEqual({ ...wrong.body, requestId: unknown.body.requestId });
      expect(browser.cookies.size).toBe(0);
      await browser.post("/session", { ...cast.ann, username: "ＡNN" });
      expect((await accountOf(browser)).id).toBe(id);
    });

    test("signing out ends the session for good, also for who kept its cookie", async () => {
      const server = await start();
      const browser = server.client();
      await browser.signUp("ann");
      const kept = server.client();
      for (const [name, value] of browser.cookies) kept.cookies.set(name, value);
      expect((await browser.delete("/session")).status).toBe(204);
      expect(browser.cookies.size).toBe(0);
      expect((await kept.get("/me")).status).toBe(401);
    });

    test("a new password signs every other browser out and opens the account from then on", async () => {
      const server = await start();
      const [here, there] = [server.client(), server.client()];
      await here.signUp("ann");
      await there.post("/session", cast.ann);
      const next = "quite another password";
      const refused = await here.post<Problem>("/me/password", { current: "not this one", next });
      expect(refused.body.code).toBe("wrong-credentials");
      const short = await here.post<Problem>("/me/password", { current: cast.ann.password, next: "short" });
      expect(short.body.code).toBe("password-too-short");
      await here.post("/me/password", { current: cast.ann.password, next });
      expect((await here.get("/me")).status).toBe(200);
      expect((await there.get("/me")).status).toBe(401);
      expect((await there.post("/session", cast.ann)).status).toBe(401);
      expect((await there.post("/session", { ...cast.ann, password: next })).status).toBe(200);
    });

    test("time zone and name can be changed; a name that is somebody's cannot", async () => {
      const server = await start();
      const [ann, ben] = [server.client(), server.client()];
      await ann.signUp("ann");
      await ben.signUp("ben");
      const changed = await ann.patch<MeView>("/me", { timeZone: "Asia/Tokyo", username: "Ann B" });
      expect(changed.body.account).toMatchObject({ timeZone: "Asia/Tokyo", username: "Ann B" });
      const refused = await ben.patch<Problem>("/me", { username: "ann  b" });
      expect(refused.body.code).toBe("username-taken");
      expect((await accountOf(ben)).username).toBe("ben");
    });

    test("a protected account cannot be claimed again by signing up", async () => {
      const browser = (await start()).client();
      const { id } = await browser.signUp("ann");
      const again = await browser.post<Problem>("/accounts", cast.ben);
      expect(again.body.code).toBe("account-protected");
      expect(await accountOf(browser)).toMatchObject({ id, username: "ann" });
    });
  });

  describe("two people", () => {
    test("nothing that Ben does to his account or session touches Ann's", async () => {
      const server = await start();
      const [ann, ben] = [server.client(), server.client()];
      const her = await ann.signUp("ann");
      const his = await ben.signUp("ben");
      expect(his.id).not.toBe(her.id);
      expect((await accountOf(ben)).id).toBe(his.id);
      await ben.patch("/me", { timeZone: "Asia/Tokyo", username: "benjamin" });
      await ben.post("/me/password", { current: cast.ben.password, next: "quite another password" });
      expect(await accountOf(ann)).toEqual(her);
      expect((await server.client().post("/session", cast.ann)).status).toBe(200);
      await ben.delete("/session");
      expect(await accountOf(ann)).toEqual(her);
    });

    test("without a session every personal route is closed", async () => {
      const browser = (await start()).client();
      for (const answer of [
        await browser.get("/me"),
        await browser.patch("/me", { timeZone: "UTC" }),
        await browser.post("/me/password", { next: "a new password" }),
        await browser.get("/tasks"),
        await browser.post("/tasks", { name: "Taxes" }),
      ]) {
        expect(answer.status).toBe(401);
        expect(answer.body).toMatchObject({ code: "not-signed-in" });
      }
      expect((await browser.get("/installation")).status).toBe(200);
    });

    test("a browser learns without an error whether anybody is signed in in it", async () => {
      const server = await start();
      const ann = server.client();
      expect((await ann.get("/session")).body).toMatchObject({
        account: null,
        installation: { hasRoom: true },
      });
      await ann.signUp("ann");
      expect((await ann.get("/session")).body).toMatchObject({ account: { username: cast.ann.username } });
      expect((await server.client().get("/session")).body["account"]).toBeNull();
    });
  });

  describe("what the host decides", () => {
    test("with names only, nobody gets in by knowing one, and a password protects the account", async () => {
      const server = await start({ AUTH_MODE: "username" });
      const browser = server.client();
      const joined = await browser.post<MeView>("/accounts", { username: "ann" });
      expect(joined.body.account).toMatchObject({ username: "ann", kind: "temporary" });

      const stranger = server.client();
      expect((await stranger.post<Problem>("/accounts", { username: "Ann" })).body.code).toBe(
        "username-taken",
      );
      for (const password of ["", "ann", "undefined", "null"]) {
        const { body } = await stranger.post<Problem>("/session", { username: "ann", password });
        expect(body.code).toBe("wrong-credentials");
      }
      expect((await stranger.get("/me")).status).toBe(401);

      await browser.post("/me/password", { next: cast.ann.password });
      expect((await accountOf(browser)).kind).toBe("full");
      expect((await stranger.post("/session", cast.ann)).status).toBe(200);
    });

    test("with passwords, a name alone is not enough", async () => {
      const { status, body } = await (await start()).client().post<Problem>("/accounts", { username: "ann" });
      expect(status).toBe(400);
      expect(body.fields).toEqual({ password: "Choose a password of at least 8 characters." });
    });

    test("MAX_USERS holds when many arrive at once, guests counted", async () => {
      const server = await start({ MAX_USERS: "3" });
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => server.client().post("/session/guest", {})),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      for (const { status, body } of answers)
        if (status !== 201) expect(body["code"]).toBe("registration-full");
      expect(await accounts(server)).toBe(3);
      expect((await server.client().get("/installation")).body["hasRoom"]).toBe(false);
    });

    test("a full house lets its guests claim", async () => {
      const server = await start({ MAX_USERS: "1" });
      const browser = server.client();
      await browser.guest();
      expect((await browser.signUp("ann")).kind).toBe("full");
    });

    test("closed means closed, for guests too", async () => {
      const server = await start({ REGISTRATION: "closed" });
      for (const [path, body] of [
        ["/session/guest", {}],
        ["/accounts", cast.ann],
      ] as const) {
        const answer = await server.client().post<Problem>(path, body);
        expect(answer.body.code).toBe("registration-closed");
      }
      expect(await accounts(server)).toBe(0);
    });

    test("an invitation lets one person in, once", async () => {
      const server = await start({ REGISTRATION: "invite" });
      const at = { now: Date.now(), newId: () => randomUUID() };
      const invitation = await server.database.write(everyone, (tx) => createInvitation(tx, at));
      const codes = [undefined, "made up", invitation, invitation];
      const seen: number[] = [];
      for (const code of codes) {
        seen.push((await server.client().post("/session/guest", { invitation: code })).status);
      }
      expect(seen).toEqual([403, 403, 201, 403]);
    });

    test("the first visitor is no admin", async () => {
      expect((await (await start()).client().signUp("ann")).role).toBe("person");
    });
  });

  describe("a retry after a lost answer", () => {
    test("makes one guest, and brings the cookie that never arrived", async () => {
      const server = await start();
      const [first, second] = [server.client(), server.client()];
      const key = randomUUID();
      const made = await first.post<MeView>("/session/guest", {}, { key });
      const again = await second.post<MeView>("/session/guest", {}, { key });
      expect(again.status).toBe(201);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect(again.body).toEqual(made.body);
      expect((await accountOf(second)).id).toBe(made.body.account.id);
      expect(await accounts(server)).toBe(1);
    });

    test("claims once, though the retry still carries the old cookie", async () => {
      const server = await start();
      const browser = server.client();
      const guest = await browser.guest();
      const old = new Map(browser.cookies);
      const key = randomUUID();
      await browser.post("/accounts", cast.ann, { key });
      browser.cookies.clear();
      for (const [name, value] of old) browser.cookies.set(name, value);
      const again = await browser.post<MeView>("/accounts", cast.ann, { key });
      expect(again.body.account).toMatchObject({ id: guest.id, username: "ann", kind: "full" });
      expect((await accountOf(browser)).id).toBe(guest.id);
    });

    test("makes one account also when both tries arrive together", async () => {
      const server = await start();
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => server.client().post<MeView>("/accounts", cast.ann, { key })),
      );
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
      expect(new Set(answers.map(({ body }) => body.account.id)).size).toBe(1);
      expect(await accounts(server)).toBe(1);
    });

    test("of another browser with the same key finds nothing of the first one's", async () => {
      const server = await start();
      const key = randomUUID();
      const one = await server.client().post<MeView>("/session/guest", {}, { key });
      const headers = { "user-agent": "another browser" };
      const other = await server.client().post<MeView>("/session/guest", {}, { key, headers });
      expect(other.body.account.id).not.toBe(one.body.account.id);
    });
  });
});
