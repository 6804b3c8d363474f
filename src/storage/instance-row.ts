import {
  type Change,
  type FieldProvenance,
  type Instance,
  type InstanceState,
  instanceStates,
  type WorkInterval,
} from "#domain/instance/instance.ts";
import type { InstanceTable } from "./schema.ts";

/** A stored instance and its intervals as the domain knows it. */
export function instanceOfRow(row: InstanceTable, intervals: WorkInterval[]): Instance {
  return {
    id: row.id,
    taskId: row.taskId,
    taskVersion: row.taskVersion,
    state: stateOf(row.state),
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
      emotions: parseRecord<number>(row.emotionsBefore),
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
      emotions: parseRecord<number>(row.emotionsAfter),
    },
    reliefChange: changeOfColumns(row.reliefMode, row.reliefChange),
    capacityChange: changeOfColumns(row.capacityMode, row.capacityChange),
    progress: row.progress,
    note: row.note,
    cancelCategory: row.cancelCategory,
    cancelReason: row.cancelReason,
    provenance: parseRecord<FieldProvenance>(row.provenance),
    intervals,
    eventCount: row.eventCount,
  };
}

/** Every column of an instance but its owner and where it was imported from. */
export function rowOfInstance(instance: Instance) {
  const { forecast, outcome, reliefChange, capacityChange } = instance;
  return {
    id: instance.id,
    taskId: instance.taskId,
    taskVersion: instance.taskVersion,
    state: instance.state,
    createdAt: instance.createdAt,
    updatedAt: instance.updatedAt,
    deletedAt: instance.deletedAt,
    initializedAt: instance.initializedAt,
    firstStartedAt: instance.firstStartedAt,
    completedAt: instance.completedAt,
    cancelledAt: instance.cancelledAt,
    dueAt: instance.dueAt,
    timeZone: instance.timeZone,
    closedOn: instance.closedOn,
    postponedCount: instance.postponedCount,
    carriedMinutes: instance.carriedMinutes,
    daysSinceLast: instance.daysSinceLast,
    description: instance.description,
    place: instance.place,
    forecastAversion: forecast.aversion,
    forecastRelief: forecast.relief,
    forecastMinutes: forecast.minutes,
    forecastMentalEnergy: forecast.mentalEnergy,
    forecastDifficulty: forecast.difficulty,
    forecastEmotional: forecast.emotional,
    forecastPhysical: forecast.physical,
    forecastStress: forecast.stress,
    motivation: forecast.motivation,
    capacityBefore: forecast.capacity,
    reliefBefore: forecast.reliefNow,
    emotionsBefore: JSON.stringify(forecast.emotions),
    outcomeAversion: outcome.aversion,
    outcomeRelief: outcome.relief,
    outcomeMinutes: outcome.minutes,
    outcomeCompletion: outcome.completion,
    outcomeMentalEnergy: outcome.mentalEnergy,
    outcomeDifficulty: outcome.difficulty,
    outcomeEmotional: outcome.emotional,
    outcomePhysical: outcome.physical,
    outcomeStress: outcome.stress,
    capacityAfter: outcome.capacity,
    emotionsAfter: JSON.stringify(outcome.emotions),
    reliefMode: reliefChange?.mode ?? null,
    reliefChange: reliefChange?.value ?? null,
    capacityMode: capacityChange?.mode ?? null,
    capacityChange: capacityChange?.value ?? null,
    progress: instance.progress,
    note: instance.note,
    cancelCategory: instance.cancelCategory,
    cancelReason: instance.cancelReason,
    provenance: JSON.stringify(instance.provenance),
    eventCount: instance.eventCount,
  };
}

function stateOf(word: string): InstanceState {
  const state = instanceStates.find((known) => known === word);
  if (state === undefined) throw new Error(`The database holds an instance in the unknown state "${word}".`);
  return state;
}

function changeOfColumns(mode: string | null, value: number | null): Change | null {
  if (value === null || mode === null) return null;
  return { mode: mode === "manual" ? "manual" : "derived", value };
}

/** JSON written by `rowOfInstance` or an import: an object whose values the domain has checked. */
export function parseRecord<T>(json: string): Record<string, T> {
  return JSON.parse(json) as Record<string, T>;
}
