/* Runs a TypeScript script with vite's own loader: `node bench/run.mjs training`. */
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const [name] = process.argv.slice(2);
await runnerImport(resolve(import.meta.dirname, `${name}.ts`), {
  configFile: false,
  root: resolve(import.meta.dirname, '..'),
});
