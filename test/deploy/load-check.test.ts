import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer } from "#test/support/test-server.ts";
import { proposal, type Step } from "../../deploy/load/report.ts";
import { Timings } from "../../deploy/load/timings.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("../../deploy/load-check", import.meta.url));
const aim = { p95: 500, activeShare: 0.1 };

function step(people: number, answers: readonly number[], { shed = 0, problem = "" } = {}): Step {
  const timings = new Timings();
  for (const milliseconds of answers) timings.answered("today", milliseconds);
  timings.shed = shed;
  if (problem !== "") timings.failed(problem);
  return { people, seconds: 1, timings, serverCores: 0.5, machineCores: 1, memory: 1e8 };
}

describe("how many accounts a host should allow", () => {
  test("is told from the largest step in which everybody was served well", () => {
    const steps = [step(20, [5, 6]), step(50, [9, 12]), step(100, [600, 700]), step(200, [5])];
    expect(proposal(steps, aim)).toContain("50 people at once");
    expect(proposal(steps, aim)).toContain("MAX_USERS=500");
  });

  test.each([
    ["somebody was turned away", { shed: 1 }],
    ["something failed", { problem: "finish: 500 unforeseen" }],
  ])("does not count a step in which %s", (_, trouble) => {
    expect(proposal([step(20, [5]), step(50, [5], trouble)], aim)).toMatch(/^20 people/u);
  });

  test("says that nobody was served well, and that more may go when all steps were good", () => {
    expect(proposal([step(20, [900])], aim)).toMatch(/^Even 20 people/u);
    expect(proposal([step(20, [9])], aim)).toMatch(/^At least 20 people/u);
  });
});

test("percentiles are of the answers, in order of size", () => {
  const { timings } = step(
    1,
    Array.from({ length: 100 }, (_, index) => 100 - index),
  );
  expect([0.5, 0.95, 0.99].map((share) => timings.percentile(share))).toEqual([51, 96, 100]);
});

eachDialect((_engine, _open, fresh) => {
  test("virtual people go the whole way on a running server, and a host gets a table and a proposal", async () => {
    // Limits stay on: each virtual person has an address of its own, and they hold for that one.
    const server = await startTestServer(fresh, {
      env: { TRUSTED_PROXIES: "127.0.0.1/32" },
      limits: { joins: 2 },
    });
    const args = [
      "--people",
      "5",
      "--seconds",
      "6",
      "--thinking",
      "0.05",
      "--p95",
      "29000",
      "--yes",
      "--verbs",
    ];
    const { stdout } = await run(program, ["--server", server.url, ...args]);
    expect(stdout).toMatch(/\| 5 \|.*\| 0 \| 0 \|/u);
    for (const verb of ["today", "add task", "start", "finish"]) expect(stdout).toContain(`${verb}: p50`);
    expect(stdout).toMatch(/MAX_USERS=\d+/u);
  });

  test("a host whose server takes all virtual people for one is told what to set", async () => {
    const server = await startTestServer(fresh, { limits: { joins: 2 } });
    const args = ["--people", "5", "--seconds", "2", "--thinking", "0.05", "--yes"];
    const { stdout } = await run(program, ["--server", server.url, ...args]);
    expect(stdout).toContain("TRUSTED_PROXIES=127.0.0.1/32");
  });
});

test("without a server there is one sentence", async () => {
  const failed = run(program, ["--server", "http://127.0.0.1:9", "--yes"]);
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Nothing is ready at .*\n$/u),
  });
});
