import type { UseMessages } from '../en/use.ts';

export const use: UseMessages = {
  title: '使用',
};
