import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { inputOf, type KernelParams } from './kernelParams.ts';

const attributes = v.object({ numSegments: v.number() });

/** Shapes of `UnsortedSegmentSum`: x [rows, …], segmentIds [rows] → [numSegments, …]. */
export function segmentShapes(params: KernelParams): {
  readonly x: TensorInfo;
  readonly segmentIds: TensorInfo;
  readonly shape: readonly number[];
  readonly width: number;
} {
  const x = inputOf(params, 'x');
  const segmentIds = inputOf(params, 'segmentIds');
  const { numSegments } = v.parse(attributes, params.attrs);
  const inner = x.shape.slice(segmentIds.shape.length);
  return { x, segmentIds, shape: [numSegments, ...inner], width: util.sizeFromShape(inner) };
}
