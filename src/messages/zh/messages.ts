import type { Messages } from '../messages.ts';
import { autoencoder } from './autoencoder.ts';
import { data } from './data.ts';
import { errors } from './errors.ts';
import { evaluate } from './evaluate.ts';
import { generation } from './generation.ts';
import { images } from './images.ts';
import { model } from './model.ts';
import { sequences } from './sequences.ts';
import { shell } from './shell.ts';
import { train } from './train.ts';
import { translation } from './translation.ts';
import { use } from './use.ts';

export const messages: Messages = {
  shell,
  data,
  model,
  train,
  evaluate,
  use,
  images,
  sequences,
  autoencoder,
  generation,
  translation,
  errors,
};
