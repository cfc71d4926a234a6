import type { EvaluateMessages } from '../en/evaluate.ts';

export const evaluate: EvaluateMessages = {
  title: '评估',
};
