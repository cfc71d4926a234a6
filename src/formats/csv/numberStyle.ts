import type { NumberStyle } from '../../core/dataset/numberText.ts';

const POINT_DECIMAL = /^[+-]?\d*\.\d+(?:[eE][+-]?\d+)?$/;
const COMMA_DECIMAL = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;
/** Could be thousands as well as three decimals; no group begins with a zero. */
const ONE_GROUP = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:([.,' \u00a0\u2009\u202f\u2019])\d{3})(?:\1\d{3})*(?:([.,])\d+)?$/;

/**
 * How the numbers among the cells are written. `1.234,5` settles it, `1.234.567` does too; `1,234` alone may be either, and follows the other cells, or else is
 * taken for thousands, unless semicolons separate the cells, as they do where the decimal mark is a comma.
 */
export function detectNumberStyle(cells: Iterable<string>, delimiter: string): NumberStyle {
  const votes = { pointDecimal: 0, commaDecimal: 0, pointGroups: 0, commaGroups: 0, spaceGroups: 0, quoteGroups: 0 };
  let commaUnclear = 0;
  for (const cell of cells) {
    const text = cell.trim();
    if (text === '' || text.length > 40) continue;
    if (ONE_GROUP.test(text)) {
      if (text.includes(',')) commaUnclear += 1;
      continue;
    }
    const grouped = GROUPED.exec(text);
    const [, separator, decimal] = grouped ?? [];
    if (separator !== undefined && separator !== decimal) {
      if (separator === '.') votes.pointGroups += 1;
      else if (separator === ',') votes.commaGroups += 1;
      else if (separator === "'" || separator === '\u2019') votes.quoteGroups += 1;
      else votes.spaceGroups += 1;
      if (decimal === '.') votes.pointDecimal += 1;
      if (decimal === ',') votes.commaDecimal += 1;
    } else if (POINT_DECIMAL.test(text)) votes.pointDecimal += 1;
    else if (COMMA_DECIMAL.test(text)) votes.commaDecimal += 1;
  }
  const isCommaLikely = commaUnclear > 0 && delimiter === ';' && votes.pointDecimal === 0 && votes.commaGroups === 0;
  const point = votes.pointDecimal + votes.commaGroups;
  const comma = votes.commaDecimal + votes.pointGroups;
  const decimal = comma > point || isCommaLikely ? ',' : '.';
  if (votes.spaceGroups > 0) return { decimal, thousands: ' ' };
  if (votes.quoteGroups > 0) return { decimal, thousands: "'" };
  if (decimal === ',') return { decimal, thousands: votes.pointGroups > 0 ? '.' : '' };
  return { decimal, thousands: votes.commaGroups + commaUnclear > 0 ? ',' : '' };
}
