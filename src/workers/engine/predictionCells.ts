import { outputNames, type DecodedOutputs } from '../../core/preprocessing/applyPipeline.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';

/** As many digits as a float32 has. */
const DIGITS = 7;

/** The columns that predictions take: for classes the decision and every probability, for labels both per label, for numbers the number. */
export function describePredictions(pipeline: FittedPipeline): string[] {
  const { target } = pipeline;
  const names = outputNames(pipeline);
  switch (target.kind) {
    case 'classes':
      return [`predicted ${target.column}`, ...names.map((name) => `P(${target.column}=${name})`)];
    case 'labels':
      return names.flatMap((name) => [`predicted ${name}`, `P(${name})`]);
    case 'features':
    case 'numbers':
      return names.map((name) => `predicted ${name}`);
  }
}

/** The cells under those columns. */
export function predictionCells(
  { target }: FittedPipeline,
  { names, values, decision }: DecodedOutputs,
  decimal: '.' | ',',
): string[] {
  const text = (value: number): string => String(Number(value.toPrecision(DIGITS))).replace('.', decimal);
  switch (target.kind) {
    case 'classes':
      return [decision[0] ?? '', ...values.map(text)];
    case 'labels':
      return names.flatMap((name, i) => [decision.includes(name) ? '1' : '0', text(values[i] ?? NaN)]);
    case 'features':
    case 'numbers':
      return values.map(text);
  }
}
