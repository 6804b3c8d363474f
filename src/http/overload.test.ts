import { expect, test } from "vitest";
import type { Problem } from "#contract/problem.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer } from "#test/support/test-server.ts";
import { Overload } from "./overload.ts";

/** Keeps this process from doing anything else for so many milliseconds. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test("a process that is kept busy twice in a row is overloaded, and no longer when it is free again", () => {
  const overload = new Overload({ lag: 100 });
  block(620);
  overload.tick();
  expect(overload.isOver).toBe(false);
  block(620);
  overload.tick();
  expect(overload.isOver).toBe(true);
  // Hardly any time passes from one line to the next: not late.
  const calm = new Overload({ lag: 60_000 });
  calm.tick();
  calm.tick();
  expect(calm.isOver).toBe(false);
});

test("one long piece of work is no overload", () => {
  let now = 0;
  const overload = new Overload({}, () => now);
  for (const [passed, isOver] of [
    [500, false],
    [4_000, false],
    [510, false],
    [1_600, false],
    [1_600, true],
    [2_600, true],
    [500, false],
  ] as const) {
    now += passed;
    overload.tick();
    expect([passed, overload.isOver]).toEqual([passed, isOver]);
  }
});

test("many that wait long are an overload; many that wait shortly, or few that wait long, are none", () => {
  let now = 0;
  const overload = new Overload({ waiting: 2, wait: 5_000 }, () => now);
  const requests = [{}, {}, {}];
  for (const request of requests) overload.begin(request);
  now = 5_000;
  expect(overload.isOver).toBe(false);
  now = 5_001;
  expect(overload.isOver).toBe(true);
  overload.end(requests[1] ?? {});
  overload.end(requests[1] ?? {});
  expect(overload.isOver).toBe(false);
});

eachDialect((_engine, _open, fresh) => {
  test("while there is too much to do requests get 503 and when to come back, but health, pages and signing out", async () => {
    const overload = new Overload({ lag: 100 });
    const server = await startTestServer(fresh, { overload });
    const ann = server.client();
    await ann.signUp("ann");
    // As when the timer was late twice; the next calm tick would end it, so it is held off.
    overload.stop();
    for (let count = 0; count < 2; count++) {
      block(620);
      overload.tick();
    }
    const refused = await ann.get<Problem>("/tasks");
    expect([refused.status, refused.body.code]).toEqual([503, "busy"]);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThanOrEqual(2);
    expect(wait).toBeLessThanOrEqual(5);
    expect((await ann.post("/tasks", { name: "x" })).status).toBe(503);
    expect((await ann.get("//healthz")).status).toBe(200);
    expect((await ann.get("//metrics")).body).toContain("tas_requests_refused_total 2\n");
    expect((await ann.delete("/session")).status).toBe(204);
    overload.tick();
    expect((await ann.signUp("ben")).username).not.toBeNull();
  });

  test("requests that are answered, refused or given up wait no longer", async () => {
    const overload = new Overload({ waiting: 0, wait: -1 });
    const server = await startTestServer(fresh, { overload });
    const ann = server.client();
    await ann.signUp("ann");
    await ann.get("/tasks/nothing");
    await ann.get("/nowhere");
    await ann.post("/tasks", { nonsense: true });
    expect(overload.isOver).toBe(false);
    expect((await ann.get("/tasks")).status).toBe(200);
  });
});
