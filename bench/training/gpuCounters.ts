/** Counts what a worker asks of WebGPU, by wrapping the two calls. */
export function countGpuCalls(): { take(): { readonly dispatches: number; readonly submits: number } } {
  const counts = { dispatches: 0, submits: 0 };
  if ('GPUComputePassEncoder' in self) {
    const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
    GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...size) {
      counts.dispatches += 1;
      dispatchWorkgroups.apply(this, size);
    };
    const { submit } = GPUQueue.prototype;
    GPUQueue.prototype.submit = function (buffers) {
      counts.submits += 1;
      submit.call(this, buffers);
    };
  }
  return {
    take() {
      const taken = { ...counts };
      counts.dispatches = 0;
      counts.submits = 0;
      return taken;
    },
  };
}
