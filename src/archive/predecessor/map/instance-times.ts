import { type InstanceState, isOpen } from "#domain/instance/instance.ts";
import { localDay } from "#domain/time/local-day.ts";
import type { SourceInstance } from "../read/source-rows.ts";
import type { ReadTime } from "./cell-differences.ts";
import type { MapContext } from "./map-context.ts";

const columns = {
  created_at: "createdAt",
  initialized_at: "initializedAt",
  started_at: "startedAt",
  completed_at: "completedAt",
  cancelled_at: "cancelledAt",
  due_at: "dueAt",
} as const;

const almostADay = 86_340_000;

export interface InstanceTimes {
  readonly createdAt: number;
  readonly initializedAt: number | null;
  readonly firstStartedAt: number | null;
  readonly completedAt: number | null;
  readonly cancelledAt: number | null;
  readonly dueAt: number | null;
  readonly closedOn: string | null;
  /** Since when it runs, if it does. */
  readonly runningSince: number | null;
  /** Every time as read, by column. */
  readonly read: Readonly<Record<string, ReadTime>>;
}

/** The times of an instance, made to fit its state: closed ones get a closing time, and nothing begins after it ended. */
export function instanceTimes(
  source: SourceInstance,
  state: InstanceState,
  context: MapContext,
): InstanceTimes {
  const repair = (code: "closing-time" | "created-time" | "start-after-end", field: string) =>
    context.repair(code, "task_instances", source.id, field);
  const read: Record<string, ReadTime> = {};
  for (const [column, name] of Object.entries(columns)) {
    const time = source[name];
    const instant = context.instant(time, "task_instances", source.id, column);
    // A due day lasts until it ends.
    const whole = column === "due_at" && time?.precision === "day" && instant !== null;
    read[column] = { time, instant: whole ? instant + almostADay : instant };
  }
  const at = (column: keyof typeof columns) => read[column]?.instant ?? null;
  const initializedAt = at("initialized_at");
  const startedAt = at("started_at");
  const earliest = initializedAt ?? startedAt ?? at("completed_at") ?? at("cancelled_at");
  const createdAt = at("created_at") ?? earliest ?? context.input.importedAt;
  if (at("created_at") === null) repair("created-time", "created_at");
  let closing: number | null = null;
  if (!isOpen(state)) {
    closing = state === "completed" ? at("completed_at") : at("cancelled_at");
    if (closing === null) repair("closing-time", `${state}_at`);
    closing ??= at("completed_at") ?? startedAt ?? initializedAt ?? createdAt;
  }
  let firstStartedAt = startedAt;
  if (closing !== null && startedAt !== null && startedAt > closing) {
    repair("start-after-end", "started_at");
    firstStartedAt = closing;
  }
  return {
    createdAt,
    initializedAt,
    firstStartedAt,
    completedAt: state === "completed" ? closing : null,
    cancelledAt: state === "cancelled" ? closing : null,
    dueAt: at("due_at"),
    closedOn: closing === null ? null : localDay(closing, context.input.timeZone),
    runningSince: state === "active" ? runningSince(source, startedAt, context) : null,
    read,
  };
}

/** A resumption overwrote the start; where both stand, the later one is when it last began. */
function runningSince(source: SourceInstance, startedAt: number | null, context: MapContext): number | null {
  const { resumeStartedAt } = source.actualValues;
  const resumed = context.instant(resumeStartedAt, "task_instances", source.id, "resume_started_at");
  return resumed === null ? startedAt : Math.max(resumed, startedAt ?? resumed);
}
