export const data = {
  title: 'Data',
};

export type DataMessages = typeof data;
