import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @typedef {object} Ended
 * @property {number} code exit code; 124 where it ran past its time
 * @property {string} output what it wrote, where that was gathered
 */

/**
 * Runs a command in the project's folder until it ends.
 * @param {readonly string[]} command
 * @param {{ gather?: boolean; timeoutMs?: number; env?: Record<string, string> }} [options] `gather` keeps what it writes instead of showing it
 * @returns {Promise<Ended>}
 */
export function run([program = '', ...parameters], { gather = false, timeoutMs = 0, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const isGroup = process.platform !== 'win32';
    const child = spawn(program, parameters, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', gather ? 'pipe' : 'inherit', gather ? 'pipe' : 'inherit'],
      detached: gather && isGroup,
    });
    let output = '';
    child.stdout?.on('data', (text) => (output += text));
    child.stderr?.on('data', (text) => (output += text));
    let isLate = false;
    const timer = timeoutMs > 0 ? setTimeout(stop, timeoutMs) : undefined;
    function stop() {
      isLate = true;
      output += `\nstopped after ${timeoutMs / 1000} s\n`;
      if (gather && isGroup && child.pid) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    }
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: isLate ? 124 : (code ?? 1), output });
    });
  });
}

/**
 * The command that starts an installed package's program with this Node, so that no shell is needed on any system.
 * @param {string} packageName
 * @param {string} [program] where the package has several
 * @returns {string[]}
 */
export function programOf(packageName, program = packageName) {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return [process.execPath, join(folder, typeof bin === 'string' ? bin : bin[program])];
}

/**
 * The command that starts npm: the one this script was started by, else the one on PATH.
 * @returns {string[]}
 */
export function npmCommand() {
  const running = process.env['npm_execpath'];
  if (running?.endsWith('.js')) return [process.execPath, running];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
