import { build, type Plugin, type Rolldown } from 'vite';

const SUFFIX = '?module-source';
const VIRTUAL = '\0module-source:';

/**
 * `import source from './some.ts?module-source'` gives the module, bundled with everything that it imports, as the text of one
 * standalone ES module in plain JavaScript: what a downloaded model carries along.
 */
export function moduleSource(): Plugin {
  return {
    name: 'module-source',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null;
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true });
      return resolved ? VIRTUAL + resolved.id : null;
    },
    async load(id) {
      if (!id.startsWith(VIRTUAL)) return null;
      const entry = await bundle(id.slice(VIRTUAL.length));
      for (const file of entry.moduleIds) this.addWatchFile(file);
      return `export default ${JSON.stringify(entry.code)};`;
    },
  };
}

async function bundle(file: string): Promise<Rolldown.OutputChunk> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    build: { write: false, minify: false, target: 'es2022', lib: { entry: file, formats: ['es'] } },
  });
  for (const result of Array.isArray(built) ? built : [built]) {
    if (!('output' in result)) continue;
    for (const chunk of result.output) if (chunk.type === 'chunk' && chunk.isEntry) return chunk;
  }
  throw new Error(`${file} did not bundle into one module`);
}
