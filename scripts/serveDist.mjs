// Serves the built site below a sub-folder, as the journeys visit it: `node scripts/serveDist.mjs 4790 /some/folder/`.
import { join } from 'node:path';
import { ROOT } from './process.mjs';
import { serveFolder } from './serveFolder.mjs';

const [port = '4790', base = '/'] = process.argv.slice(2);
const { url } = await serveFolder({ folder: join(ROOT, 'dist'), base, port: Number(port) });
console.log(`serving dist at ${url}`);
