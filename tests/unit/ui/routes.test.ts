import { expect, test } from 'vitest';
import { parseRoute } from '../../../src/app/routes.ts';
import { placeHref } from '../../../src/ui/placeHref.ts';

test.each([
  ['', { kind: 'landing' }],
  ['#', { kind: 'landing' }],
  ['#/', { kind: 'landing' }],
  ['#/p/abc', { kind: 'project', projectId: 'abc', place: null }],
  ['#/p/abc/', { kind: 'project', projectId: 'abc', place: null }],
  ['#/p/abc/train', { kind: 'project', projectId: 'abc', place: 'train' }],
  ['#/p/abc/nowhere', { kind: 'unknown' }],
  ['#/p/abc/train/more', { kind: 'unknown' }],
  ['#/p', { kind: 'unknown' }],
  ['#/other', { kind: 'unknown' }],
])('%j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test('reads the addresses that the studio writes', () => {
  expect(parseRoute(placeHref('x-1', 'use'))).toEqual({ kind: 'project', projectId: 'x-1', place: 'use' });
});
