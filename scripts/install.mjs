import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { npmCommand, ROOT, run } from './process.mjs';

/** Installs the packages that `package-lock.json` names, where they are not there or not the same. */
export async function installPackages() {
  if (arePackagesCurrent()) return;
  console.log('Installing packages…');
  const { code } = await run([...npmCommand(), 'ci', '--no-audit', '--no-fund'], {
    env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  if (code !== 0) fail('npm could not install the packages; what it says is above.');
}

/** npm leaves in `node_modules` a list of what it has installed. */
function arePackagesCurrent() {
  const installedList = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedList)) return false;
  const installed = readPackages(installedList);
  return Object.entries(readPackages(join(ROOT, 'package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' || (optional && !installed[path]) || installed[path]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string; optional?: boolean }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Installs Chromium from the system's packages where there is none; elsewhere says what to do, and ends. */
export async function installChromium() {
  if (findChromium()) return;
  if (process.env['CHROMIUM_PATH']) fail(`CHROMIUM_PATH names ${process.env['CHROMIUM_PATH']}, which does not exist.`);
  const isRoot = process.getuid?.() === 0;
  const canInstall = existsSync('/usr/bin/apt-get') && (isRoot || (await canUseSudo()));
  if (canInstall) {
    console.log('Installing Chromium…');
    const apt = [...(isRoot ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
    await run([...apt, 'update', '-q']);
    await run([...apt, 'install', '-y', '-q', '--no-install-recommends', 'chromium']);
  }
  if (!findChromium()) {
    fail(
      'The tests run in Chromium, and none was found. Install Chromium or Chrome, or set CHROMIUM_PATH to its program, and run npm test again.',
    );
  }
}

async function canUseSudo() {
  return existsSync('/usr/bin/sudo') && (await run(['sudo', '-n', 'true'], { gather: true })).code === 0;
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
