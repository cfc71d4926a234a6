/** What a number counts, where that is not plain from its name. */
export type FieldUnit = 'epochs' | 'steps' | 'seconds' | 'rows';

export interface NumberField {
  readonly kind: 'number' | 'integer';
  /** Both ends allowed. */
  readonly min: number;
  readonly max: number;
  /** What one press of a stepper adds; on a logarithmic scale, the factor that it multiplies by. */
  readonly step: number;
  readonly scale: 'linear' | 'log';
  readonly unit: FieldUnit | null;
}

export interface ChoiceField<V extends string = string> {
  readonly kind: 'choice';
  readonly options: readonly V[];
}

export interface BooleanField {
  readonly kind: 'boolean';
}

/** A whole number, or a size that the data decides. */
export interface SizeField {
  readonly kind: 'size';
  readonly min: number;
  readonly max: number;
  readonly symbols: readonly string[];
}

/** A list of sizes, each in [min, max] where it is a number. */
export interface SizeListField {
  readonly kind: 'sizeList';
  readonly min: number;
  readonly max: number;
}

/** None, or an L1 and an L2 factor, each in [min, max]. */
export interface RegularizerField {
  readonly kind: 'regularizer';
  readonly min: number;
  readonly max: number;
}

/** A list of numbers, each in [min, max]. */
export interface NumberListField {
  readonly kind: 'numberList';
  readonly min: number;
  readonly max: number;
}

/** How one option is asked for, and what it may be. Labels and help are messages, found by the option's name. */
export type Field =
  NumberField | ChoiceField | BooleanField | SizeField | SizeListField | RegularizerField | NumberListField;

/** The kind of field that an option of type `V` needs. */
type FieldFor<V> = [V] extends [boolean]
  ? BooleanField
  : [V] extends [number]
    ? NumberField
    : [V] extends [string]
      ? ChoiceField<V>
      : [V] extends [number | string]
        ? SizeField
        : [V] extends [readonly number[]]
          ? NumberListField
          : [V] extends [readonly (number | string)[]]
            ? SizeListField
            : RegularizerField;

/** One field for every option of `S` but its discriminant, its id and its links: a missing one does not compile. */
export type FieldsOf<S> = {
  readonly [K in Exclude<keyof S, 'id' | 'type' | 'kind' | 'name' | 'inputs'>]: FieldFor<S[K]>;
};

/** `FieldsOf` for every member of a union, keyed by its discriminant `D`. */
export type FieldTable<U, D extends keyof U> = {
  readonly [N in U[D] & string]: FieldsOf<Extract<U, Readonly<Record<D, N>>>>;
};

/** What a field may hold. */
export type FieldValue =
  number | string | boolean | null | readonly (number | string)[] | { readonly l1: number; readonly l2: number };

/** One line of a form: how to ask, what is there, and what it would be by default. */
export interface FormField {
  readonly key: string;
  readonly field: Field;
  readonly value: FieldValue;
  readonly default: FieldValue;
}

export function numberField(
  min: number,
  max: number,
  step: number,
  scale: 'linear' | 'log' = 'linear',
  unit: FieldUnit | null = null,
): NumberField {
  return { kind: 'number', min, max, step, scale, unit };
}

/** The same for whole numbers. */
export function integerField(...range: Parameters<typeof numberField>): NumberField {
  return { ...numberField(...range), kind: 'integer' };
}

/** The form of an object with these fields, in the fields' order. */
export function formOf(
  fields: Readonly<Record<string, Field>>,
  values: Readonly<Record<string, FieldValue>>,
  defaults: Readonly<Record<string, FieldValue>>,
): FormField[] {
  return Object.entries(fields).map(([key, field]) => ({
    key,
    field,
    value: values[key] ?? null,
    default: defaults[key] ?? null,
  }));
}

/** The numbers of a value that its field does not allow. */
export function outOfRange(field: Field, value: FieldValue): number[] {
  switch (field.kind) {
    case 'number':
    case 'integer':
    case 'size':
    case 'regularizer':
    case 'numberList':
    case 'sizeList': {
      const isWhole = isWholeKind(field.kind);
      return numbersIn(value).filter(
        (number) => !(number >= field.min && number <= field.max && (!isWhole || Number.isInteger(number))),
      );
    }
    case 'choice':
    case 'boolean':
      return [];
  }
}

/** The nearest value that the field allows; its default where there is none (no number at all). */
export function clampToField(field: Field, value: FieldValue, fallback: FieldValue): FieldValue {
  if (!('min' in field)) return value;
  const { kind, min, max } = field;
  const clamp = (number: number) => {
    const inRange = Math.min(max, Math.max(min, number));
    return isWholeKind(kind) ? Math.round(inRange) : inRange;
  };
  if (numbersIn(value).some(Number.isNaN)) return fallback;
  if (typeof value === 'number') return clamp(value);
  if (value === null || typeof value !== 'object') return value;
  if ('l1' in value) return { l1: clamp(value.l1), l2: clamp(value.l2) };
  return value.map((each) => (typeof each === 'number' ? clamp(each) : each));
}

function isWholeKind(kind: Field['kind']): boolean {
  return kind === 'integer' || kind === 'size' || kind === 'sizeList';
}

function numbersIn(value: FieldValue): readonly number[] {
  if (typeof value === 'number') return [value];
  if (value === null || typeof value !== 'object') return [];
  return 'l1' in value ? [value.l1, value.l2] : value.filter((each) => typeof each === 'number');
}
