import type { FieldProvenance, Instance, InstanceState, WorkInterval } from "#domain/instance/instance.ts";
import type { InstanceTable } from "#storage/schema.ts";
import { emotionValuesOf } from "./instance-view.ts";

/** An imported row as the domain knows it. What the predecessor never asked is null. */
export function instanceOfRow(
  row: InstanceTable,
  state: InstanceState,
  intervals: readonly WorkInterval[],
): Instance {
  return {
    id: row.id,
    taskId: row.taskId,
    taskVersion: row.taskVersion,
    state,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    deletedAt: row.deletedAt,
    initializedAt: row.initializedAt,
    firstStartedAt: row.firstStartedAt,
    completedAt: row.completedAt,
    cancelledAt: row.cancelledAt,
    dueAt: row.dueAt,
    timeZone: row.timeZone,
    closedOn: row.closedOn,
    postponedCount: row.postponedCount,
    carriedMinutes: row.carriedMinutes,
    daysSinceLast: row.daysSinceLast,
    description: row.description,
    place: row.place,
    forecast: {
      aversion: row.forecastAversion,
      relief: row.forecastRelief,
      minutes: row.forecastMinutes,
      mentalEnergy: row.forecastMentalEnergy,
      difficulty: row.forecastDifficulty,
      emotional: row.forecastEmotional,
      physical: row.forecastPhysical,
      stress: row.forecastStress,
      motivation: row.motivation,
      capacity: row.capacityBefore,
      reliefNow: row.reliefBefore,
      emotions: emotionValuesOf(row.emotionsBefore),
    },
    outcome: {
      aversion: row.outcomeAversion,
      relief: row.outcomeRelief,
      minutes: row.outcomeMinutes,
      completion: row.outcomeCompletion,
      mentalEnergy: row.outcomeMentalEnergy,
      difficulty: row.outcomeDifficulty,
      emotional: row.outcomeEmotional,
      physical: row.outcomePhysical,
      stress: row.outcomeStress,
      capacity: row.capacityAfter,
      emotions: emotionValuesOf(row.emotionsAfter),
    },
    reliefChange: null,
    capacityChange: null,
    progress: row.progress,
    note: row.note,
    cancelCategory: row.cancelCategory,
    cancelReason: row.cancelReason,
    // Written a moment ago from FieldProvenance values.
    provenance: JSON.parse(row.provenance) as Record<string, FieldProvenance>,
    intervals: intervals.map(({ startedAt, endedAt }) => ({ startedAt, endedAt })),
    eventCount: row.eventCount,
  };
}
