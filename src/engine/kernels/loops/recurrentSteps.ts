/*
 * What the recurrent layers do for one time step beside their products, value by value: batch rows of `units` values.
 * `inputs` is x·W + b for all steps, [batch, time, gates · units]; gates lie side by side as tfjs orders them.
 */

/** Where one step is found in a batch. */
export interface StepShape {
  readonly batch: number;
  readonly time: number;
  readonly units: number;
  /** Time step. */
  readonly step: number;
}

type Values = Float32Array;
/** Of each step of each row, [batch, time]: 1, or 0 where the state before is kept. */
export type StepMask = Float32Array | null;

const isPadding = (mask: StepMask, { time, step }: StepShape, row: number): boolean => mask?.[row * time + step] === 0;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** h = tanh(x·W + b + h₋₁·U). */
export function rnnForward(
  shape: StepShape,
  inputs: Values,
  product: Values,
  stateBefore: Values,
  mask: StepMask,
  state: Values,
): void {
  const { batch, time, units, step } = shape;
  for (let row = 0; row < batch; row++) {
    if (isPadding(mask, shape, row)) {
      state.set(stateBefore.subarray(row * units, (row + 1) * units), row * units);
      continue;
    }
    const from = (row * time + step) * units;
    for (let k = 0, i = row * units; k < units; k++, i++)
      state[i] = Math.tanh((inputs[from + k] ?? 0) + (product[i] ?? 0));
  }
}

/** The derivative before the tanh. */
export function rnnBackward(shape: StepShape, state: Values, gradient: Values, mask: StepMask, before: Values): void {
  const { batch, units } = shape;
  for (let row = 0; row < batch; row++) {
    const isKept = !isPadding(mask, shape, row);
    for (let i = row * units; i < (row + 1) * units; i++)
      before[i] = isKept ? (gradient[i] ?? 0) * (1 - (state[i] ?? 0) ** 2) : 0;
  }
}

export interface LstmState {
  /** i, f, g, o after their functions, [batch, 4 · units]. */
  readonly gates: Values;
  readonly cell: Values;
  readonly state: Values;
}

/**
 * The formulas of `layerFormulas.lstm`, σ a sigmoid and φ a tanh. A step of padding has the gates f = 1, i = g = o = 0, under which
 * `lstmBackward` hands the cell's derivative on and gives no other.
 */
export function lstmForward(
  shape: StepShape,
  inputs: Values,
  product: Values,
  { cell: cellBefore, state: stateBefore }: Omit<LstmState, 'gates'>,
  mask: StepMask,
  out: LstmState,
): void {
  const { batch, time, units, step } = shape;
  const width = 4 * units;
  for (let row = 0; row < batch; row++) {
    const from = (row * time + step) * width;
    const at = row * width;
    if (isPadding(mask, shape, row)) {
      out.gates.fill(0, at, at + width).fill(1, at + units, at + 2 * units);
      out.cell.set(cellBefore.subarray(row * units, (row + 1) * units), row * units);
      out.state.set(stateBefore.subarray(row * units, (row + 1) * units), row * units);
      continue;
    }
    for (let k = 0; k < units; k++) {
      const [ki, kf, kg, ko] = [at + k, at + units + k, at + 2 * units + k, at + 3 * units + k];
      const i = sigmoid((inputs[from + k] ?? 0) + (product[ki] ?? 0));
      const f = sigmoid((inputs[from + units + k] ?? 0) + (product[kf] ?? 0));
      const g = Math.tanh((inputs[from + 2 * units + k] ?? 0) + (product[kg] ?? 0));
      const o = sigmoid((inputs[from + 3 * units + k] ?? 0) + (product[ko] ?? 0));
      const position = row * units + k;
      const cell = f * (cellBefore[position] ?? 0) + i * g;
      out.gates[ki] = i;
      out.gates[kf] = f;
      out.gates[kg] = g;
      out.gates[ko] = o;
      out.cell[position] = cell;
      out.state[position] = o * Math.tanh(cell);
    }
  }
}

/** From the loss's derivatives by state and cell: those before the gates' functions, and by the cell before. */
export function lstmBackward(
  { batch, units }: StepShape,
  { gates, cell }: Omit<LstmState, 'state'>,
  cellBefore: Values,
  stateGradient: Values,
  cellGradient: Values,
  out: { readonly before: Values; readonly cellBefore: Values },
): void {
  for (let row = 0; row < batch; row++) {
    const at = 4 * row * units;
    for (let k = 0; k < units; k++) {
      const [ki, kf, kg, ko] = [at + k, at + units + k, at + 2 * units + k, at + 3 * units + k];
      const [i, f, g, o] = [gates[ki] ?? 0, gates[kf] ?? 0, gates[kg] ?? 0, gates[ko] ?? 0];
      const position = row * units + k;
      const bent = Math.tanh(cell[position] ?? 0);
      const dh = stateGradient[position] ?? 0;
      const dc = (cellGradient[position] ?? 0) + dh * o * (1 - bent * bent);
      out.before[ki] = dc * g * i * (1 - i);
      out.before[kf] = dc * (cellBefore[position] ?? 0) * f * (1 - f);
      out.before[kg] = dc * i * (1 - g * g);
      out.before[ko] = dh * bent * o * (1 - o);
      out.cellBefore[position] = dc * f;
    }
  }
}

/**
 * z and r, [batch, 2 · units], and r ⊙ h₋₁, of `layerFormulas.gru`. A step of padding has z = 1 and r = 0: so it keeps the state, and on the
 * way back hands the state's derivative on and gives no other.
 */
export function gruGates(
  shape: StepShape,
  inputs: Values,
  product: Values,
  stateBefore: Values,
  mask: StepMask,
  out: { readonly gates: Values; readonly reset: Values },
): void {
  const { batch, time, units, step } = shape;
  for (let row = 0; row < batch; row++) {
    if (isPadding(mask, shape, row)) {
      out.gates.fill(1, 2 * row * units, (2 * row + 1) * units).fill(0, (2 * row + 1) * units, (2 * row + 2) * units);
      out.reset.fill(0, row * units, (row + 1) * units);
      continue;
    }
    const from = (row * time + step) * 3 * units;
    for (let k = 0; k < units; k++) {
      const [kz, kr] = [2 * row * units + k, (2 * row + 1) * units + k];
      const r = sigmoid((inputs[from + units + k] ?? 0) + (product[kr] ?? 0));
      out.gates[kz] = sigmoid((inputs[from + k] ?? 0) + (product[kz] ?? 0));
      out.gates[kr] = r;
      out.reset[row * units + k] = r * (stateBefore[row * units + k] ?? 0);
    }
  }
}

/** The candidate, and h = z ⊙ h₋₁ + (1 - z) ⊙ candidate. */
export function gruState(
  { batch, time, units, step }: StepShape,
  inputs: Values,
  product: Values,
  gates: Values,
  stateBefore: Values,
  out: { readonly candidate: Values; readonly state: Values },
): void {
  for (let row = 0; row < batch; row++) {
    const from = (row * time + step) * 3 * units + 2 * units;
    for (let k = 0; k < units; k++) {
      const position = row * units + k;
      const z = gates[2 * row * units + k] ?? 0;
      const candidate = Math.tanh((inputs[from + k] ?? 0) + (product[position] ?? 0));
      out.candidate[position] = candidate;
      out.state[position] = z * (stateBefore[position] ?? 0) + (1 - z) * candidate;
    }
  }
}

/** Derivatives before z's sigmoid and before the candidate's tanh. */
export function gruStateBackward(
  { batch, units }: StepShape,
  gates: Values,
  candidate: Values,
  stateBefore: Values,
  stateGradient: Values,
  out: { readonly update: Values; readonly candidate: Values },
): void {
  for (let row = 0; row < batch; row++) {
    for (let k = 0; k < units; k++) {
      const position = row * units + k;
      const z = gates[2 * row * units + k] ?? 0;
      const h = candidate[position] ?? 0;
      const dh = stateGradient[position] ?? 0;
      out.update[position] = dh * ((stateBefore[position] ?? 0) - h) * z * (1 - z);
      out.candidate[position] = dh * (1 - z) * (1 - h * h);
    }
  }
}

/** All derivatives before functions side by side, those of z and r alone, and that by h₋₁ so far as it does not pass through z and r. */
export function gruGatesBackward(
  { batch, units }: StepShape,
  gates: Values,
  stateBefore: Values,
  stateGradient: Values,
  after: { readonly update: Values; readonly candidate: Values; readonly reset: Values },
  out: { readonly before: Values; readonly gates: Values; readonly state: Values },
): void {
  for (let row = 0; row < batch; row++) {
    for (let k = 0; k < units; k++) {
      const position = row * units + k;
      const [kz, kr] = [2 * row * units + k, (2 * row + 1) * units + k];
      const r = gates[kr] ?? 0;
      const dReset = after.reset[position] ?? 0;
      const dz = after.update[position] ?? 0;
      const dr = dReset * (stateBefore[position] ?? 0) * r * (1 - r);
      out.before[3 * row * units + k] = dz;
      out.before[(3 * row + 1) * units + k] = dr;
      out.before[(3 * row + 2) * units + k] = after.candidate[position] ?? 0;
      out.gates[kz] = dz;
      out.gates[kr] = dr;
      out.state[position] = (stateGradient[position] ?? 0) * (gates[kz] ?? 0) + dReset * r;
    }
  }
}
