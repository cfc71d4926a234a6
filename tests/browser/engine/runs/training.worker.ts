import type { EngineContract } from '../../../../src/protocol/engineContract.ts';
import { serve } from '../../../../src/protocol/serve.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';

// This file is checked with the page's types, where `self` is a window, which posts messages otherwise.
const endpoint = {
  postMessage: (message: unknown, transfer: Transferable[]): void => self.postMessage(message, { transfer }),
  addEventListener: self.addEventListener.bind(self),
};
serve<Pick<EngineContract, 'train'>>(endpoint, { train: trainRun });
