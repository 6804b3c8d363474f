import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer } from "#test/support/test-server.ts";

function file(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

/** Every name of a number that a text mentions. */
function namesIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:tas|process)_[a-z_]+/gu))];
}

eachDialect((_engine, _open, fresh) => {
  test("every number that the rules for Prometheus and the guide name is told by the server", async () => {
    const server = await startTestServer(fresh);
    const { body } = await server.client().get<string>("//metrics");
    const told = new Set([...body.matchAll(/^# TYPE (\S+)/gmu)].map(([, name = ""]) => name));
    const rules = namesIn(file("deploy/prometheus/alerts.yaml"));
    expect(rules.length).toBeGreaterThan(7);
    expect(rules.filter((name) => !told.has(name))).toEqual([]);
    const guide = namesIn(file("docs/host/watching.md"));
    expect(guide.filter((name) => !told.has(name))).toEqual([]);
    // And the other way round: no number is left unexplained.
    expect([...told].filter((name) => name.startsWith("tas_") && !guide.includes(name))).toEqual([]);
  });

  test("a server that serves says that it is ready, how full its disk is and how often it started", async () => {
    const server = await startTestServer(fresh);
    const read = async (name: string) => {
      const { body } = await server.client().get<string>("//metrics");
      return Number(new RegExp(`^${name} (.*)$`, "mu").exec(body)?.[1]);
    };
    expect(await read("tas_ready")).toBe(1);
    expect(await read("tas_starts_recent")).toBe(1);
    await expect.poll(() => read("tas_disk_free_ratio")).toBeGreaterThan(0);
  });
});
