import eslint from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const NO_ENUM = {
  selector: 'TSEnumDeclaration',
  message: 'A union of literals, or an `as const` list, instead of an enum.',
};
const NO_DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Named exports: one name everywhere.' };
const NO_WORKER = {
  selector: 'NewExpression[callee.name="Worker"]',
  message: 'Workers are started in src/services/workers.ts only.',
};
const NO_CAST = {
  selector: 'TSAsExpression:not([typeAnnotation.typeName.name="const"])',
  message: 'No `as`: narrow or parse. `as const` is fine.',
};
const NO_MATH_RANDOM = {
  selector: 'MemberExpression[object.name="Math"][property.name="random"]',
  message: 'Everything random takes a seed: src/shared/random.ts.',
};
const NO_CLOCK = {
  selector:
    ':matches(MemberExpression[object.name="Date"][property.name="now"], NewExpression[callee.name="Date"][arguments.length=0])',
  message: 'No clock in core: the time is an argument.',
};
const EVERYWHERE = [NO_ENUM, NO_CAST];

const PROJECTS = ['tsconfig.core.json', 'tsconfig.json', 'tsconfig.worker.json', 'tsconfig.tests.json'];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'src/engine/compiled/wasm/assembly/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { project: PROJECTS, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Functions that belong to an object's closure are handed around freely here; classes bind or are called on their object.
      '@typescript-eslint/unbound-method': 'off',
      // An async function turns what it throws into a rejection, with or without an await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      'no-restricted-syntax': ['error', ...EVERYWHERE, NO_DEFAULT_EXPORT, NO_WORKER],
      eqeqeq: 'error',
    },
  },
  // After typescript-eslint's, whose parser would stay in place for components otherwise.
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } },
  },
  {
    // svelte-check knows the types in components; here they would cost more time than all other files together.
    files: ['**/*.svelte'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: false } },
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$derived'] }],
      // svelte-check reports the compiler's warnings, and knows which comments silence one.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  {
    files: ['src/{core,shared}/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...EVERYWHERE, NO_DEFAULT_EXPORT, NO_WORKER, NO_MATH_RANDOM, NO_CLOCK],
    },
  },
  {
    files: [
      '**/*.svelte',
      'src/services/workers.ts',
      'src/{moduleSource,assembly}.d.ts',
      'tests/**/*.ts',
      'bench/**/*.ts',
      '*.config.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE] },
  },
  {
    // What is read from a fixture is of any type; a wrong one fails its test.
    files: ['tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
);
