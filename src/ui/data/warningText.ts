import type { ProfileWarning } from '../../core/dataset/profile.ts';
import type { Formatters } from '../../messages/formatters.ts';
import type { DataMessages } from '../../messages/en/data.ts';

/** A warning of the profile in plain words. */
export function warningText(
  warning: ProfileWarning,
  { warning: words }: DataMessages['profile'],
  f: Formatters,
): string {
  switch (warning.kind) {
    case 'constant':
    case 'empty':
    case 'identifier':
      return words[warning.kind](warning.column);
    case 'mostlyMissing':
      return words.mostlyMissing(warning.column, f.percent(warning.share));
    case 'highCardinality':
      return words.highCardinality(warning.column, f.integer(warning.distinct));
    case 'nearCopy':
      return words.nearCopy(warning.column, warning.other, f.fixed(warning.correlation, 3));
    case 'telltale': {
      const { column, value, other, outcome, rows, share } = warning;
      return words.telltale(column, value, other, outcome, f.integer(rows), f.percent(share));
    }
    case 'imbalance':
      return words.imbalance(warning.column, warning.rarest, f.percent(warning.share));
    case 'duplicateRows':
      return words.duplicateRows(f.integer(warning.count));
  }
}
