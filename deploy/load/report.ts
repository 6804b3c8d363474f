import type { Timings } from "./timings.ts";

export interface Step {
  readonly people: number;
  readonly seconds: number;
  readonly timings: Timings;
  /** Cores in use by the server; null when unknown. */
  readonly serverCores: number | null;
  readonly machineCores: number;
  readonly memory: number | null;
}

export interface Aim {
  /** 95 of 100 answers stay below this, in milliseconds. */
  readonly p95: number;
  /** Of all accounts, how many are at it in the same minute, 0 to 1. */
  readonly activeShare: number;
}

const columns = [
  "people",
  "requests/s",
  "p50 ms",
  "p95 ms",
  "p99 ms",
  "errors",
  "turned away",
  "server cores",
  "machine cores",
  "memory MB",
];

export function header(): string {
  return `| ${columns.join(" | ")} |\n|${" ---: |".repeat(columns.length)}`;
}

export function row({ people, seconds, timings, serverCores, machineCores, memory }: Step): string {
  const shown = (value: number | null, digits = 0) =>
    value === null || Number.isNaN(value) ? "–" : value.toFixed(digits);
  const cells = [
    shown(people),
    shown(timings.requests / seconds),
    ...[0.5, 0.95, 0.99].map((share) => shown(timings.percentile(share))),
    shown(timings.errors),
    shown(timings.shed),
    shown(serverCores, 2),
    shown(machineCores, 2),
    shown(memory === null ? null : memory / 1e6),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Whether everybody was served well in a step. */
export function isGood({ timings }: Step, aim: Aim): boolean {
  return (
    timings.requests > 0 && timings.errors === 0 && timings.shed === 0 && timings.percentile(0.95) <= aim.p95
  );
}

/** One sentence with what to set MAX_USERS to: from the largest step before the first that was not good. */
export function proposal(steps: readonly Step[], aim: Aim): string {
  const firstBad = steps.findIndex((step) => !isGood(step, aim));
  const good = firstBad === -1 ? steps.at(-1) : steps[firstBad - 1];
  const below = `95 of 100 answers below ${aim.p95} ms, none refused`;
  if (!good)
    return `Even ${steps[0]?.people ?? 0} people at once were not served well (${below}); give it a larger machine.`;
  const accounts = Math.floor(good.people / aim.activeShare);
  const limit = firstBad === -1 ? "at least " : "";
  return (
    `${limit}${good.people} people at once were served well (${below}). ` +
    `When one account in ${Math.round(1 / aim.activeShare)} is active in the same minute: MAX_USERS=${accounts}`
  ).replace(/^./u, (first) => first.toUpperCase());
}
