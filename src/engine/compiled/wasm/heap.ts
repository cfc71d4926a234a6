import { aligned } from '../planBuffers.ts';
import { instantiateKernels, type Kernels } from './kernels.ts';

const PAGE_BYTES = 65_536;
const FIRST_PAGES = 64;
/** 4 GB: all that 32 bits reach. */
const MOST_PAGES = 65_536;

/** One stretch of memory for a model's weights, gradients and values, which only grows, and the kernels that work on it. */
export class WasmHeap {
  readonly kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  #end: number;
  #floats: Float32Array;

  private constructor(kernels: Kernels, memory: WebAssembly.Memory, start: number) {
    this.kernels = kernels;
    this.#memory = memory;
    this.#end = aligned(start);
    this.#floats = new Float32Array(memory.buffer);
  }

  static async create(): Promise<WasmHeap> {
    const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES });
    const kernels = await instantiateKernels(memory);
    return new WasmHeap(kernels, memory, kernels.heapStart());
  }

  /** Bytes in use. */
  get usedBytes(): number {
    return this.#end;
  }

  /**
   * Room for as many bytes, zeros at first.
   * @throws RangeError where there is no more memory to be had
   */
  allocate(bytes: number): number {
    const start = this.#end;
    this.#end = aligned(start + bytes);
    const lacking = this.#end - this.#memory.buffer.byteLength;
    if (lacking > 0) this.#memory.grow(Math.ceil(lacking / PAGE_BYTES));
    return start;
  }

  /** The heap as floats. Void once it grows: take it after the last `allocate`. */
  floats(): Float32Array {
    if (this.#floats.buffer !== this.#memory.buffer) this.#floats = new Float32Array(this.#memory.buffer);
    return this.#floats;
  }

  /** `count` floats from a place on. Void once the heap grows. */
  view(at: number, count: number): Float32Array {
    return this.floats().subarray(at / 4, at / 4 + count);
  }
}
