export const use = {
  title: 'Use',
};

export type UseMessages = typeof use;
