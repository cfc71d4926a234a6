// `npm start`: installs what is missing, builds the site where its sources are newer than it, serves it and says where.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './install.mjs';
import { programOf, ROOT, run } from './process.mjs';
import { serveFolder } from './serveFolder.mjs';

const DEFAULT_PORT = 4780;
const PORTS_TRIED = 20;
const SOURCES = ['src', 'static-models', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

await installPackages();
if (isSiteStale()) {
  console.log('Building the site…');
  const { code } = await run([...programOf('vite'), 'build', '--logLevel', 'warn']);
  if (code !== 0) process.exit(code);
}
const { url } = await serve();
console.log(`Lathe is at ${url} (Ctrl+C ends it)`);

/** @returns {Promise<{ url: string }>} */
async function serve() {
  const wanted = Number(process.env['PORT'] ?? DEFAULT_PORT);
  for (let port = wanted; port < wanted + PORTS_TRIED; port++) {
    try {
      const served = await serveFolder({ folder: join(ROOT, 'dist'), port });
      if (port !== wanted) {
        console.log(
          `Port ${wanted} is taken. A browser keeps projects by address: those made at port ${wanted} are not shown at ${port}.`,
        );
      }
      return served;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  throw new Error(`ports ${wanted} to ${wanted + PORTS_TRIED - 1} are all taken; set PORT to a free one`);
}

function isSiteStale() {
  const page = join(ROOT, 'dist', 'index.html');
  return (
    !existsSync(page) || Math.max(...SOURCES.map((path) => newestChangeMs(join(ROOT, path)))) > statSync(page).mtimeMs
  );
}

/**
 * @param {string} path
 * @returns {number} when the file, or the newest one below the folder, was last changed
 */
function newestChangeMs(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))));
}
