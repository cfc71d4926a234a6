/*
 * Speed of the CSV import beside two parsers alone, in one worker of one page of a built site: `node bench/run.mjs csvImport [--rows 1000000]`.
 * The contenders take turns; medians. Writes bench/csvImport.json and the CSV part of bench/RESULTS.md.
 */
import { csvImportTable } from './csvImport/table.ts';
import { runBench } from './runBench.ts';

const rowsFlag = process.argv.indexOf('--rows');
const rows = rowsFlag < 0 ? 1_000_000 : Number(process.argv[rowsFlag + 1]);
if (!Number.isSafeInteger(rows) || rows < 1) throw new Error('--rows wants a whole number');

await runBench({
  name: 'csvImport',
  section: 'CSV import',
  ready: 'latheCsvBench',
  measure: (page) => page.evaluate((rowCount) => window.latheCsvBench(rowCount), rows),
  record: (report) => ({ report }),
  table: csvImportTable,
});
