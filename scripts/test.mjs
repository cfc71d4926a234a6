// `npm test`: installs what is missing, the system's Chromium included, then runs every check and test.
import { installChromium, installPackages } from './install.mjs';

await installPackages();
await installChromium();
const { verify } = await import('./verify.mjs');
process.exitCode = (await verify()) ? 0 : 1;
