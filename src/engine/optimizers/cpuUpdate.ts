import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { engine, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { UpdateExecutor } from './updateExecutor.ts';

/**
 * Slots change in place. A variable gets a new array instead, because the CPU backend hands out its arrays themselves:
 * an array once read must not change under its reader.
 */
export const updateOnCpu: UpdateExecutor = (updates, rule, step, learningRate) => {
  const { backend } = engine();
  if (!(backend instanceof MathBackendCPU)) throw new Error('the CPU backend is not set');
  const valuesOf = (info: Tensor): Float32Array => {
    const { values } = backend.data.get(info.dataId);
    if (!(values instanceof Float32Array)) throw new Error(`expected float32, got ${info.dtype}`);
    return values;
  };
  for (const { variable, gradient, slots } of updates) {
    const values = valuesOf(variable).slice();
    rule.update({ variable: values, gradient: valuesOf(gradient), slots: slots.map(valuesOf) }, step, learningRate);
    const updated = tensor(values, variable.shape);
    variable.assign(updated);
    updated.dispose();
  }
};
