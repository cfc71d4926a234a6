import { holdLock, type Release } from '../../../src/storage/locks.ts';
import { createProject } from '../../../src/storage/projects.ts';

/** What the test asks of its worker, and is answered. */
export type Order = 'hold' | 'steal' | 'release' | 'createProject';
export type Answer = 'held' | 'busy' | 'released' | 'taken' | 'created';

let release: Release | null = null;
const answer = (word: Answer): void => postMessage(word);

async function hold(steal: boolean): Promise<void> {
  release = await holdLock('test', { steal, onTaken: () => answer('taken') });
  answer(release ? 'held' : 'busy');
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  if (data === 'hold' || data === 'steal') void hold(data === 'steal');
  else if (data === 'createProject') void createProject('from a worker').then(() => answer('created'));
  else {
    release?.();
    answer('released');
  }
});
