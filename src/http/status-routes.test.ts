import fastify from "fastify";
import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";
import { statusRoutes } from "./status-routes.ts";

test("readiness is answered soon though the database takes its time, and asks it once", async () => {
  const app = fastify();
  const { promise, resolve } = Promise.withResolvers<void>();
  let [now, probes] = [0, 0];
  statusRoutes(app, {
    readiness: { phase: "ready", progress: 1 },
    metrics: new Metrics(),
    metricsToken: null,
    probe: () => {
      probes += 1;
      return promise;
    },
    clock: () => now,
    patience: 20,
  });
  const ask = async () => (await app.inject("/readyz")).statusCode;
  expect(await ask()).toBe(503);
  now = 60_000;
  expect(await ask()).toBe(503);
  expect(probes).toBe(1);
  resolve();
  await promise;
  now = 120_000;
  expect(await ask()).toBe(200);
  await app.close();
});
