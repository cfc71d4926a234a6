import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { bufferOf, recordDispatch, requestPipeline, stageUniform, dropCpuCopy } from '../backend/gpuCommands.ts';
import { isCompilingAhead } from '../backend/precompile.ts';
import { ensureOwnBuffer, type UpdateExecutor } from './updateExecutor.ts';
import type { UpdateRule } from './updateRule.ts';

const WORKGROUP_SIZE = 256;

/** One dispatch per variable, in place, in the pass that tfjs has open. */
export const updateOnGpu: UpdateExecutor = (updates, rule, step, learningRate) => {
  const { backend } = engine();
  if (!(backend instanceof WebGPUBackend)) throw new Error('the WebGPU backend is not set');
  const pipeline = requestPipeline(backend, `optimizer_${rule.key}`, () => shaderOf(rule));
  if (isCompilingAhead() || !pipeline) return;

  for (const { variable } of updates) ensureOwnBuffer(variable);
  const scalars = stageUniform(backend, Float32Array.from(Object.values(rule.scalars(step, learningRate))));
  for (const { variable, gradient, slots } of updates) {
    const tensors: readonly Tensor[] = [variable, gradient, ...slots];
    const buffers = [scalars, ...tensors.map((tensor) => bufferOf(backend, tensor))];
    const bindGroup = backend.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    recordDispatch(backend, pipeline, bindGroup, gridFor(backend, variable.size), tensors);
    dropCpuCopy(backend, variable);
    for (const slot of slots) dropCpuCopy(backend, slot);
  }
};

/** Workgroups in x and y, within what a dimension may hold. */
function gridFor(backend: WebGPUBackend, size: number): readonly [number, number] {
  const groups = Math.ceil(size / WORKGROUP_SIZE);
  const columns = Math.min(groups, backend.device.limits.maxComputeWorkgroupsPerDimension);
  return [columns, Math.ceil(groups / columns)];
}

function shaderOf(rule: UpdateRule): string {
  const names = Object.keys(rule.scalars(1, 1));
  const slots = rule.slots.map(({ name }) => name);
  return `
    struct Scalars { ${names.map((name) => `${name}: f32`).join(', ')} }
    @group(0) @binding(0) var<uniform> p: Scalars;
    @group(0) @binding(1) var<storage, read_write> variables: array<f32>;
    @group(0) @binding(2) var<storage, read> gradients: array<f32>;
    ${slots.map((name, i) => `@group(0) @binding(${i + 3}) var<storage, read_write> ${name}s: array<f32>;`).join('\n')}

    @compute @workgroup_size(${WORKGROUP_SIZE})
    fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
      let i = id.y * groups.x * ${WORKGROUP_SIZE}u + id.x;
      if (i >= arrayLength(&variables)) { return; }
      let g = gradients[i];
      var w = variables[i];
      ${slots.map((name) => `var ${name} = ${name}s[i];`).join('\n')}
      ${rule.wgsl}
      variables[i] = w;
      ${slots.map((name) => `${name}s[i] = ${name};`).join('\n')}
    }`;
}
