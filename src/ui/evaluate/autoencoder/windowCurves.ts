import type { Point } from '../../charts/chartOption.ts';

/** One channel of a window, [time, channels], over its steps from 1. */
export function channelPoints(values: Float32Array, channels: number, channel: number): readonly Point[] {
  return Array.from({ length: values.length / channels }, (_, step) => [
    step + 1,
    values[step * channels + channel] ?? NaN,
  ]);
}

/**
 * Steps of a window in at most `limit` groups of neighbours, with the largest error of each channel in each.
 * @param map - [time, channels]
 */
export function stepGroups(
  map: Float32Array,
  channels: number,
  limit: number,
): { readonly steps: readonly number[]; readonly largest: readonly (readonly number[])[] } {
  const length = map.length / channels;
  const size = Math.ceil(length / limit);
  const steps = Array.from({ length: Math.ceil(length / size) }, (_, group) => group * size);
  const largest = steps.map((start) =>
    Array.from({ length: channels }, (_, channel) => {
      let most = 0;
      for (let step = start; step < Math.min(length, start + size); step++) {
        most = Math.max(most, map[step * channels + channel] ?? 0);
      }
      return most;
    }),
  );
  return { steps, largest };
}
