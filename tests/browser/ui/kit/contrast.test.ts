import { beforeAll, expect, test } from 'vitest';
import '../../../../src/ui/kit/base.css';
import { contrast } from '../../../../src/ui/charts/colour.ts';

/** Ink on ground, as the studio uses them. */
const TEXT_PAIRS = [
  ...['text', 'muted', 'accent', 'accent-strong', 'good', 'warn', 'bad'].flatMap((ink) =>
    ['surface', 'raised'].map((ground) => [ink, ground] as const),
  ),
  ...['text', 'muted'].flatMap((ink) => ['hover', 'sunken'].map((ground) => [ink, ground] as const)),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['accent', 'accent-soft'],
  ['good', 'good-soft'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
  ...['accent-soft', 'good-soft', 'warn-soft', 'bad-soft'].map((ground) => ['text', ground] as const),
  ['surface', 'text'],
] as const;

/** What is not text but must be seen: edges of controls, series of charts. */
const SHAPE_PAIRS = [
  ['line-strong', 'raised'],
  ['line-strong', 'surface'],
  ...Array.from({ length: 8 }, (_, index) => [`series-${index + 1}`, 'raised'] as const),
] as const;

const probe = document.createElement('span');

beforeAll(() => {
  document.body.append(probe);
});

function colour(token: string): string {
  probe.style.color = `var(--${token})`;
  return getComputedStyle(probe).color;
}

test.each(['light', 'dark'])('every text of the %s theme has a contrast of at least 4.5:1', (theme) => {
  document.documentElement.dataset['theme'] = theme;
  const poor = TEXT_PAIRS.filter(([ink, ground]) => contrast(colour(ink), colour(ground)) < 4.5);
  expect(poor).toEqual([]);
});

test.each(['light', 'dark'])('every edge and series of the %s theme has a contrast of at least 3:1', (theme) => {
  document.documentElement.dataset['theme'] = theme;
  const poor = SHAPE_PAIRS.filter(([ink, ground]) => contrast(colour(ink), colour(ground)) < 3);
  expect(poor).toEqual([]);
});

test('the two themes differ', () => {
  document.documentElement.dataset['theme'] = 'light';
  const light = colour('surface');
  document.documentElement.dataset['theme'] = 'dark';
  expect(colour('surface')).not.toBe(light);
});
