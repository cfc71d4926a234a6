export interface NumberRules {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly isInteger?: boolean | undefined;
  /** An empty field means “no value”. */
  readonly isOptional?: boolean | undefined;
}

export type NumberProblem = 'notNumber' | 'notWhole' | 'belowMin' | 'aboveMax' | 'needed';

export type ParsedNumber =
  { readonly ok: true; readonly value: number | null } | { readonly ok: false; readonly problem: NumberProblem };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads what was typed in a number field: plain or scientific notation, with `.` or one `,` as the decimal mark. */
export function parseNumber(
  text: string,
  { min = -Infinity, max = Infinity, isInteger, isOptional }: NumberRules,
): ParsedNumber {
  const typed = text
    .trim()
    .replace('−', '-')
    .replace(/^([^.,]*),([^.,]*)$/, '$1.$2');
  if (typed === '') return isOptional ? { ok: true, value: null } : { ok: false, problem: 'needed' };
  if (!NUMBER.test(typed)) return { ok: false, problem: 'notNumber' };
  const value = Number(typed);
  if (!Number.isFinite(value)) return { ok: false, problem: 'notNumber' };
  if (isInteger && !Number.isInteger(value)) return { ok: false, problem: 'notWhole' };
  if (value < min) return { ok: false, problem: 'belowMin' };
  if (value > max) return { ok: false, problem: 'aboveMax' };
  return { ok: true, value };
}

/** A number as a field shows it: without the dust of binary fractions (0.7152, not 0.7152000000000001). */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** The value one step up or down, on the grid of steps and without the dust of binary fractions. */
export function stepNumber(value: number, step: number, direction: 1 | -1): number {
  const next = Math.round(value / step + direction) * step;
  return Number(next.toPrecision(12));
}
