import type { Table } from '../dataset/table.ts';
import { makeMachineFailure } from './machineFailure.ts';
import { makeProcessYield } from './processYield.ts';
import { makeSteelGrades } from './steelGrades.ts';

/** The synthetic tables that Lathe makes itself; the last column of each is what to predict. */
export const SAMPLES = {
  machineFailure: makeMachineFailure,
  processYield: makeProcessYield,
  steelGrades: makeSteelGrades,
} as const;

export type SampleName = keyof typeof SAMPLES;

/** A sample's whole table; the same seed gives the same rows everywhere. */
export function generateSample(name: SampleName, seed: number): Table {
  return SAMPLES[name](seed);
}
