import type { InstanceState } from "#domain/instance/instance.ts";
import type { SourceInstance } from "../read/source-rows.ts";

type Lived = Pick<
  SourceInstance,
  "cancelledAt" | "completedAt" | "startedAt" | "initializedAt" | "isCompleted" | "status" | "actualValues"
>;

/** Where an instance stands, from its times and flags; `status` is not to be trusted. Source: domain 2.2.8. */
export function deriveLifecycle(source: Lived): InstanceState {
  const { actualValues: actual } = source;
  const cancelled = source.status?.trim().toLowerCase() === "cancelled";
  if (source.cancelledAt !== null || actual.cancelled === true || cancelled) return "cancelled";
  if (source.completedAt !== null || source.isCompleted === true) return "completed";
  if (actual.paused === true) return "paused";
  if (source.startedAt !== null) return "active";
  return source.initializedAt === null ? "planned" : "initialized";
}
