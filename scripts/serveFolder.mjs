import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

/**
 * Serves a folder's files below `base` as a plain static host does: no fallbacks, no special headers, nothing outside the folder.
 * @param {{ folder: string; base?: string; port: number; host?: string }} options `base` begins and ends with a slash
 * @returns {Promise<{ url: string; close(): void }>} rejects where the port is taken
 */
export function serveFolder({ folder, base = '/', port, host = '127.0.0.1' }) {
  const server = createServer((request, response) => {
    const path = decodePath(request.url);
    const file = path?.startsWith(base) ? fileAt(folder, path.slice(base.length)) : null;
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-length': statSync(file).size,
      'cache-control': 'no-cache',
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const actualPort = typeof address === 'object' && address ? address.port : port;
      resolve({ url: `http://localhost:${actualPort}${base}`, close: () => server.close() });
    });
  });
}

/**
 * @param {string | undefined} url
 * @returns {string | null} null where it cannot be decoded
 */
function decodePath(url = '/') {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @param {string} path
 * @returns {string | null}
 */
function fileAt(folder, path) {
  const file = normalize(join(folder, path === '' || path.endsWith('/') ? `${path}index.html` : path));
  const isInside = file.startsWith(normalize(folder) + sep);
  return isInside && existsSync(file) && statSync(file).isFile() ? file : null;
}
