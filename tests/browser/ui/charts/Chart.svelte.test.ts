import { flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { i18n } from '../../../../src/messages/current.svelte.ts';
import HeatMap from '../../../../src/ui/charts/HeatMap.svelte';
import Histogram from '../../../../src/ui/charts/Histogram.svelte';
import LineChart from '../../../../src/ui/charts/LineChart.svelte';
import ScatterChart from '../../../../src/ui/charts/ScatterChart.svelte';
import { drawPng, drawSvg } from '../../../../src/ui/charts/drawing.ts';
import type { LineChartData } from '../../../../src/ui/charts/lineChart.ts';
import { lineOption } from '../../../../src/ui/charts/lineChart.ts';
import { readChartTheme } from '../../../../src/ui/charts/chartTheme.ts';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';

const losses: LineChartData = {
  x: { label: 'Epoch' },
  y: { label: 'Loss' },
  series: [
    { name: 'train', points: Array.from({ length: 200 }, (_, epoch) => [epoch, 1 / (epoch + 1)] as const) },
    {
      name: 'validation',
      points: [
        [0, 1.1],
        [199, 0.1],
      ],
    },
  ],
};

const drawn = (target: HTMLElement) =>
  expect.poll(() => target.querySelector('[data-state=drawn]'), { timeout: 20_000 }).not.toBeNull();

test('a line chart draws its series and axes, and is accessible', async () => {
  const target = await render(LineChart, { label: 'Loss per epoch', data: losses, renderer: 'svg' });
  await drawn(target);
  await expect.poll(() => target.querySelector('svg')?.textContent).toContain('validation');
  expect(target.querySelector('svg')?.textContent).toContain('Epoch');
  expect(page.getByRole('img', { name: 'Loss per epoch' }).elements()).toHaveLength(1);
  await expectAccessible(target);
});

test('new points arrive without a new drawing', async () => {
  await i18n.use('en');
  const host = document.createElement('div');
  document.body.append(host);
  const props = $state({ label: 'Live', data: losses, renderer: 'svg' as const });
  const shown = mount(LineChart, { target: host, props });
  await drawn(host);
  const svg = host.querySelector('svg');
  props.data = {
    ...losses,
    series: [
      ...losses.series,
      {
        name: 'later',
        points: [
          [0, 0.5],
          [50, 0.2],
        ],
      },
    ],
  };
  flushSync();
  await expect.poll(() => host.querySelector('svg')?.textContent).toContain('later');
  expect(host.querySelector('svg')).toBe(svg);
  await unmount(shown);
  host.remove();
});

test('a click on a point tells which', async () => {
  const onpick = vi.fn();
  const target = await render(ScatterChart, {
    label: 'Residuals',
    data: {
      x: { label: 'x', min: 0, max: 2 },
      y: { label: 'y', min: 0, max: 2 },
      series: [
        {
          name: 'rows',
          points: [
            [0.2, 0.2],
            [1, 1],
          ],
        },
      ],
    },
    renderer: 'svg',
    heightPx: 300,
    onpick,
  });
  await drawn(target);
  await expect.poll(() => target.querySelectorAll('svg path[fill^="rgb(11"]').length).toBeGreaterThan(1);
  const points = [...target.querySelectorAll('svg path[fill^="rgb(11"]')].map((path) => path.getBoundingClientRect());
  const last = points.toSorted((a, b) => a.left - b.left).at(-1);
  if (!last) throw new Error('no point was drawn');
  const at = { clientX: last.left + last.width / 2, clientY: last.top + last.height / 2, bubbles: true };
  const surface = target.querySelector('svg')?.parentElement;
  for (const type of ['mousemove', 'mousedown', 'mouseup', 'click']) surface?.dispatchEvent(new MouseEvent(type, at));
  expect(onpick).toHaveBeenCalledExactlyOnceWith({ seriesIndex: 0, dataIndex: 1 });
});

test('a heat map and a histogram show their numbers', async () => {
  const heat = await render(HeatMap, {
    label: 'Confusion',
    data: {
      rows: ['good', 'bad'],
      columns: ['good', 'bad'],
      rowLabel: 'Actual',
      columnLabel: 'Predicted',
      values: [
        [42, 1],
        [3, 17],
      ],
      text: String,
    },
    renderer: 'svg',
  });
  await drawn(heat);
  await expect.poll(() => heat.querySelector('svg')?.textContent).toContain('42');
  const bars = await render(Histogram, {
    label: 'Scores',
    data: {
      edges: [0, 0.25, 0.5, 1],
      x: { label: 'Score' },
      y: { label: 'Rows' },
      series: [{ name: 'rows', counts: [5, 0, 12] }],
    },
  });
  await drawn(bars);
  await expect.poll(() => bars.querySelector('svg')?.textContent).toContain('0.25');
});

test('nothing to draw is said', async () => {
  const target = await render(LineChart, { label: 'Loss', data: { ...losses, series: [] }, isEmpty: true });
  expect(target.textContent).toContain('Nothing to draw yet');
});

test('what is saved is a picture of the chart: SVG with its words, PNG twice as fine', async () => {
  const element = document.createElement('div');
  document.body.append(element);
  const theme = readChartTheme(element, i18n.format);
  element.remove();
  const option = lineOption(losses, theme);
  const svg = drawSvg(option, 600, 300, theme.raised);
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  expect(parsed.documentElement.getAttribute('width')).toBe('600');
  expect(parsed.documentElement.textContent).toContain('Epoch');

  const bitmap = await createImageBitmap(await drawPng(option, 600, 300, theme.raised));
  expect([bitmap.width, bitmap.height]).toEqual([1200, 600]);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const colours = new Set<number>();
  for (let at = 0; at < data.length; at += 4)
    colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
  // More than a blank ground and one ink.
  expect(colours.size).toBeGreaterThan(10);
});
