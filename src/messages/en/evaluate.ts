export const evaluate = {
  title: 'Evaluate',
};

export type EvaluateMessages = typeof evaluate;
