import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, ROOT, run } from './process.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command
 * @property {readonly string[]} [after] steps that must have ended before
 * @property {readonly string[]} [needs] steps that must have passed; else this one fails unrun
 * @property {(report: any) => Counts} [count] reads the runner's JSON report, written to `reportOf(name)`; without one a step counts as one check
 */
/** @typedef {{ passed: number; failed: number; skipped: number }} Counts */
/** @typedef {Counts & { name: string; seconds: number; output: string }} Outcome */

const REPORTS = join(ROOT, 'test-results', 'verify');
const STEP_TIMEOUT_MS = 12 * 60_000;
/** Two at a time: what a small machine has cores for. */
const LANES = 2;

/** @param {string} name */
const reportOf = (name) => join(REPORTS, `${name}.json`);
/** @param {string} project */
const vitest = (project) => [
  ...programOf('vitest'),
  'run',
  '--project',
  project,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportOf(project)}`,
];
const tsc = [...programOf('typescript', 'tsc'), '-p'];

/** Long ones first, so that the lanes end together. @type {readonly Step[]} */
const STEPS = [
  { name: 'browser', command: vitest('browser'), count: countVitest },
  { name: 'build', command: [...programOf('vite'), 'build', '--logLevel', 'warn'] },
  { name: 'page weight', command: [process.execPath, 'scripts/pageWeight.mjs'], needs: ['build'] },
  { name: 'unit', command: vitest('unit'), count: countVitest },
  { name: 'format', command: [...programOf('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [...programOf('eslint'), '.', '--max-warnings', '0'] },
  { name: 'layers', command: [...programOf('dependency-cruiser', 'depcruise'), 'src', '--output-type', 'err-long'] },
  { name: 'unused code', command: [...programOf('knip'), '--no-progress'] },
  { name: 'types: core', command: [...tsc, 'tsconfig.core.json'] },
  { name: 'types: workers', command: [...tsc, 'tsconfig.worker.json'] },
  { name: 'types: tests', command: [...tsc, 'tsconfig.tests.json'] },
  { name: 'types: page', command: [...programOf('svelte-check'), '--fail-on-warnings', '--output', 'human'] },
  {
    name: 'journeys',
    command: [...programOf('@playwright/test', 'playwright'), 'test'],
    needs: ['build'],
    after: ['browser'],
    count: countPlaywright,
  },
];

/**
 * Runs every check and test, all of them even where one fails, and ends with a line `N passed, N failed`.
 * @returns {Promise<boolean>} whether all passed
 */
export async function verify() {
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const startedMs = performance.now();

  /** @type {Map<string, Outcome>} */
  const outcomes = new Map();
  const waiting = [...STEPS];
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  while (waiting.length + running.size > 0) {
    const next = waiting.findIndex(({ needs = [], after = [] }) =>
      [...needs, ...after].every((name) => outcomes.has(name)),
    );
    const step = running.size < LANES ? waiting[next] : undefined;
    if (!step) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(next, 1);
    const missing = step.needs?.find((name) => outcomes.get(name)?.failed);
    const ending = missing ? Promise.resolve(unrun(step, missing)) : runStep(step);
    running.set(
      step.name,
      ending.then((outcome) => {
        running.delete(step.name);
        outcomes.set(step.name, outcome);
        announce(outcome);
      }),
    );
  }
  return summarize([...outcomes.values()], (performance.now() - startedMs) / 1000);
}

/**
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
async function runStep({ name, command, count }) {
  const startedMs = performance.now();
  const env = { CI: 'true', NO_COLOR: '1', JOURNEYS_REPORT: reportOf('journeys') };
  const { code, output } = await run(command, { gather: true, timeoutMs: STEP_TIMEOUT_MS, env });
  const seconds = (performance.now() - startedMs) / 1000;
  if (!count) return { name, seconds, output, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const report = reportOf(name);
  const counts = existsSync(report)
    ? count(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  if (counts.passed + counts.failed === 0) {
    return { name, seconds, output: `${output}\nno test was executed\n`, ...counts, failed: 1 };
  }
  // A runner can fail without a failed test: an error outside of any, a file that does not load.
  return { name, seconds, output, ...counts, failed: code === 0 ? counts.failed : Math.max(1, counts.failed) };
}

/**
 * @param {Step} step
 * @param {string} missing
 * @returns {Outcome}
 */
function unrun({ name }, missing) {
  return { name, seconds: 0, output: `not run: ${missing} failed\n`, passed: 0, failed: 1, skipped: 0 };
}

/** @param {Outcome} outcome */
function announce({ name, seconds, output, passed, failed }) {
  console.log(
    `${failed > 0 ? '✗' : '✓'} ${name} (${seconds.toFixed(1)} s${passed + failed > 1 ? `, ${passed} passed` : ''})`,
  );
  if (failed > 0) console.log(output.trimEnd().replace(/^/gm, '    '));
}

/**
 * @param {readonly Outcome[]} outcomes
 * @param {number} seconds
 * @returns {boolean}
 */
function summarize(outcomes, seconds) {
  console.log(
    `\n${'step'.padEnd(20)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(8)}${'seconds'.padStart(9)}`,
  );
  for (const { name, passed, failed, skipped, seconds: taken } of outcomes) {
    const numbers = [passed, failed, skipped].map((number) => String(number).padStart(8)).join('');
    console.log(`${name.padEnd(20)}${numbers}${taken.toFixed(1).padStart(9)}`);
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  console.log(`in ${Math.round(seconds)} s\n`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

/**
 * A test file that does not load holds no tests, and counts as one failure.
 * @param {{ numPassedTests: number; numFailedTests: number; numPendingTests: number; testResults: { status: string; assertionResults: unknown[] }[] }} report
 * @returns {Counts}
 */
function countVitest({ numPassedTests, numFailedTests, numPendingTests, testResults }) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length, skipped: numPendingTests };
}

/**
 * @param {{ stats: { expected: number; unexpected: number; flaky: number; skipped: number } }} report
 * @returns {Counts}
 */
function countPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}
