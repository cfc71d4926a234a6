import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';

const SUFFIX = '?assembly';
const VIRTUAL = '\0assembly:';

/**
 * `import bytes from './some.ts?assembly'` gives an AssemblyScript module, compiled to WASM, in base64.
 * @returns {import('vite').Plugin}
 */
export function assemblyScript() {
  /** @type {Map<string, Promise<string>>} */
  const compiled = new Map();
  return {
    name: 'assembly-script',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null;
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true });
      return resolved ? VIRTUAL + resolved.id : null;
    },
    async load(id) {
      if (!id.startsWith(VIRTUAL)) return null;
      const entry = id.slice(VIRTUAL.length);
      let bytes = compiled.get(entry);
      if (!bytes) {
        bytes = compile(entry);
        compiled.set(entry, bytes);
      }
      return `export default ${JSON.stringify(await bytes)};`;
    },
  };
}

/** @param {string} entry @returns {Promise<string>} */
async function compile(entry) {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-assembly-'));
  const out = join(folder, 'module.wasm');
  try {
    const options = ['--optimize', '-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--use', 'abort='];
    const memory = ['--importMemory', '--zeroFilledMemory'];
    let told = '';
    const stderr = {
      /** @param {string | Uint8Array} chunk */
      write: (chunk) => {
        told += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
        return true;
      },
    };
    const place = ['--baseDir', dirname(entry), '--outFile', out];
    const { error } = await asc.main([entry, ...place, ...options, ...memory], { stderr });
    if (error) throw new Error(`${entry} does not compile: ${error.message}\n${told}`);
    return (await readFile(out)).toString('base64');
  } finally {
    await rm(folder, { recursive: true });
  }
}
