import { createRandom } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { measured } from './sampleColumns.ts';

const HOURS = 24 * 7 * 20;
const HOUR_MS = 3_600_000;
/** Monday, 1 January 2024, 00:00 UTC. */
const START_MS = Date.UTC(2024, 0, 1);

/**
 * The electricity demand of a plant that never was: one row per hour, 20 weeks from January on.
 *
 * Two shifts on working days, one on Saturdays; heating and cooling follow the temperature outside, which follows the hour, the season and the weather of the
 * last days. What is left wanders slowly, so that yesterday at the same hour is a fair guess, and not the best one.
 */
export function makeHourlyDemand(seed: number): Table {
  const random = createRandom(seed);
  const time = new Float64Array(HOURS);
  const temperature = new Float64Array(HOURS);
  const demand = new Float64Array(HOURS);
  let weather = 0;
  let drift = 0;
  for (let hour = 0; hour < HOURS; hour++) {
    const ofDay = hour % 24;
    const dayOfWeek = Math.floor(hour / 24) % 7;
    weather = 0.985 * weather + 0.55 * random.normal();
    drift = 0.96 * drift + 5 * random.normal();
    const season = -7 * Math.cos((2 * Math.PI * hour) / (24 * 365));
    const outside = 8 + season + 4 * Math.sin((2 * Math.PI * (ofDay - 9)) / 24) + weather;
    const day = Math.exp(-(((ofDay - 10) / 4.2) ** 2)) + 0.75 * Math.exp(-(((ofDay - 18) / 3) ** 2));
    const shifts = dayOfWeek < 5 ? 1 : dayOfWeek === 5 ? 0.55 : 0.2;
    const heating = 5 * Math.max(0, 14 - outside);
    time[hour] = START_MS + hour * HOUR_MS;
    temperature[hour] = outside;
    demand[hour] = 310 + 260 * shifts * day + heating + drift + 8 * random.normal();
  }
  return {
    rowCount: HOURS,
    columns: [
      { name: 'time', type: 'datetime', data: { kind: 'numeric', values: time } },
      measured('outside temperature (°C)', temperature, 1),
      measured('demand (kW)', demand, 1),
    ],
  };
}
