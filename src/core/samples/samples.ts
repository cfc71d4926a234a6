import type { Table } from '../dataset/table.ts';
import { makeBearingVibration } from './bearingVibration.ts';
import { makeBoltCircle } from './boltCircle.ts';
import { makeFleetLife } from './fleetLife.ts';
import { makeHourlyDemand } from './hourlyDemand.ts';
import { makeMachineFailure } from './machineFailure.ts';
import { makeMaintenanceNotes } from './maintenanceNotes.ts';
import { makePressCycles } from './pressCycles.ts';
import { makeProcessYield } from './processYield.ts';
import { makeSteelGrades } from './steelGrades.ts';

/** The synthetic tables that Lathe makes itself; the last column of each is what to predict. */
export const SAMPLES = {
  machineFailure: makeMachineFailure,
  processYield: makeProcessYield,
  steelGrades: makeSteelGrades,
  bearingVibration: makeBearingVibration,
  pressCycles: makePressCycles,
  fleetLife: makeFleetLife,
  hourlyDemand: makeHourlyDemand,
  maintenanceNotes: makeMaintenanceNotes,
  boltCircle: makeBoltCircle,
} as const;

export type SampleName = keyof typeof SAMPLES;

/** A sample's whole table; the same seed gives the same rows everywhere. */
export function generateSample(name: SampleName, seed: number): Table {
  return SAMPLES[name](seed);
}
