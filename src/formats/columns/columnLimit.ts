import { AppError } from '../../shared/appError.ts';

/** More columns than these are no measured values of one example but, most likely, a table that lies on its side or was cut at the wrong mark. */
export const MAX_COLUMNS = 2048;

/** Throws `file.tooManyColumns` where a table has more columns than a page can show and a training can take. */
export function checkColumnCount(fileName: string, columns: number): void {
  if (columns > MAX_COLUMNS) throw new AppError('file.tooManyColumns', { fileName, columns, limit: MAX_COLUMNS });
}
