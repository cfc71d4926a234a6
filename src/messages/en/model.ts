export const model = {
  title: 'Model',
};

export type ModelMessages = typeof model;
