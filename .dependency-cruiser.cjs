/** Who may import whom: each folder also itself and `shared`. The picture is in docs/architecture.md. */
const MAY_IMPORT = {
  shared: [],
  core: [],
  messages: ['core'],
  formats: ['core'],
  storage: ['core'],
  engine: ['core'],
  protocol: ['core'],
  workers: ['core', 'formats', 'storage', 'engine', 'protocol'],
  services: ['core', 'storage', 'protocol'],
  ui: ['core', 'services', 'messages'],
  app: ['core', 'services', 'messages', 'ui'],
};

/** Stored records and what workers are asked: types alone, the words in which the others speak of them. */
const VOCABULARY = '^src/(storage/records|protocol/(dataContract|engineContract|progress))[.]ts$';
const SPEAKS_OF_THEM = ['engine', 'formats', 'protocol', 'ui', 'app'];

/** Packages that are known in one place only. */
const ONLY_IN = {
  '@tensorflow': '^src/engine/',
  idb: '^src/storage/',
  echarts: '^src/ui/charts/',
  katex: '^src/ui/kit/',
  '@xyflow': '^src/ui/model/diagram/',
  '@dagrejs': '^src/ui/model/diagram/',
  'bits-ui': '^src/(ui/kit|app)/',
  papaparse: '^src/formats/',
  hyparquet: '^src/formats/',
  'read-excel-file': '^src/formats/',
  fflate: '^src/formats/',
  tiff: '^src/formats/',
};

/** The page starts the workers by the addresses of their entries; nothing of them enters it. */
const WORKER_ENTRIES = '^src/workers/[^/]+[.]worker[.]ts';

const layers = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `layers: ${folder}`,
  comment: `${folder} may import ${[...allowed, 'shared'].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: {
    path: '^src/',
    pathNot: [
      `^src/(${[folder, 'shared', ...allowed].join('|')})/`,
      ...(SPEAKS_OF_THEM.includes(folder) ? [VOCABULARY] : []),
      ...(folder === 'services' ? [WORKER_ENTRIES] : []),
    ],
  },
}));

const packages = Object.entries(ONLY_IN).map(([name, place]) => ({
  name: `package: ${name}`,
  severity: 'error',
  from: { path: '^src/', pathNot: place },
  to: { path: `node_modules/${name}/` },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...packages,
    {
      name: 'pure core',
      comment: 'core and shared are plain functions: a schema library and seeded randomness are all they need',
      severity: 'error',
      from: { path: '^src/(core|shared)/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/(valibot|pure-rand)/' },
    },
    {
      name: 'kit knows no place',
      comment: 'buttons and charts hold no words of the domain; saving a file needs none',
      severity: 'error',
      from: { path: '^src/ui/(kit|charts)/' },
      to: { path: '^src/(ui/(?!kit|charts)|services|storage)', pathNot: '^src/services/download\\.ts$' },
    },
    {
      name: 'no circles',
      comment: 'but for types, and for what is imported when it is needed',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { pathNot: '[.]d[.]ts$' },
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'no tools in the product',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]d[.]ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/svelte/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'browser', 'import', 'default'],
    },
  },
};
