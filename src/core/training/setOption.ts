import * as v from 'valibot';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { FieldValue } from './field.ts';

/**
 * A spec with one option changed, as a form does it: whatever the form holds is checked against the spec's schema, so
 * that `setOption(optimizerSchema, optimizer, 'beta1', 0.8)` gives an optimizer or says what is wrong with the value.
 */
export function setOption<S extends v.GenericSchema>(
  schema: S,
  spec: Readonly<Record<string, unknown>>,
  key: string,
  value: FieldValue,
): Result<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, { ...spec, [key]: value });
  if (parsed.success) return ok(parsed.output);
  return fail(...parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? key, message: issue.message })));
}
