import type { ModelMessages } from '../en/model.ts';

export const model: ModelMessages = {
  title: '模型',
};
