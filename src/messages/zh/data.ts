import type { DataMessages } from '../en/data.ts';

export const data: DataMessages = {
  title: '数据',
};
