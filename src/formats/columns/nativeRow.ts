import type { ColumnWriter } from './columnWriter.ts';
import { nativeCellText, type NativeCell } from './nativeCell.ts';
import type { RowCells } from './tableBuilder.ts';
import { encodeCell } from './utf8Text.ts';

/** Whether a row of a sheet has nothing in it. */
export function isBlankRow(cells: readonly NativeCell[]): boolean {
  return cells.every((cell) => cell === null || cell === '');
}

/** A record whose cells have types of their own. */
export class NativeRow implements RowCells {
  readonly fault = null;

  constructor(private readonly cells: readonly NativeCell[]) {}

  get cellCount(): number {
    return this.cells.length;
  }

  writeCell(cell: number, writer: ColumnWriter, row: number): boolean {
    const value = this.cells[cell] ?? null;
    if (value === null) {
      writer.writeMissing(row);
      return true;
    }
    if (typeof value === 'number' && writer.writeNumber !== null) return writer.writeNumber(value, row);
    if (value instanceof Date && writer.writeMoment !== null) return writer.writeMoment(value.getTime(), row);
    const source = encodeCell(nativeCellText(value));
    return writer.write(source, 0, source.bytes.length, row);
  }

  cellText(cell: number): string {
    return nativeCellText(this.cells[cell] ?? null);
  }
}
