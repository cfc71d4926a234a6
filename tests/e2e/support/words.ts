import { autoencoder } from '../../../src/messages/en/autoencoder.ts';
import { data } from '../../../src/messages/en/data.ts';
import { evaluate } from '../../../src/messages/en/evaluate.ts';
import { generation } from '../../../src/messages/en/generation.ts';
import { images } from '../../../src/messages/en/images.ts';
import { model } from '../../../src/messages/en/model.ts';
import { sequences } from '../../../src/messages/en/sequences.ts';
import { shell } from '../../../src/messages/en/shell.ts';
import { train } from '../../../src/messages/en/train.ts';
import { translation } from '../../../src/messages/en/translation.ts';
import { use } from '../../../src/messages/en/use.ts';

/** The words that a journey looks for: the page's own. */
export const words = {
  autoencoder,
  data,
  evaluate,
  generation,
  images,
  model,
  shell,
  train,
  translation,
  use,
  sequences,
};
