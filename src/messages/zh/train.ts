import type { TrainMessages } from '../en/train.ts';

export const train: TrainMessages = {
  title: '训练',
};
