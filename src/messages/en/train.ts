export const train = {
  title: 'Train',
};

export type TrainMessages = typeof train;
