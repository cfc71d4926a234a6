import { expect, test } from 'vitest';
import { Formatters } from '../../../src/messages/formatters.ts';
import type { ChartTheme } from '../../../src/ui/charts/chartTheme.ts';
import { contrast, inkOn, mix } from '../../../src/ui/charts/colour.ts';
import { heatMapCsv, heatMapOption } from '../../../src/ui/charts/heatMap.ts';
import { histogramCsv, histogramOption } from '../../../src/ui/charts/histogram.ts';
import { lineCsv, lineOption, type LineChartData } from '../../../src/ui/charts/lineChart.ts';
import { pointHtml, scatterOption } from '../../../src/ui/charts/scatterChart.ts';

const theme: ChartTheme = {
  text: 'rgb(20, 25, 27)',
  muted: 'rgb(85, 97, 101)',
  line: 'rgb(216, 221, 221)',
  raised: 'rgb(255, 255, 255)',
  accent: 'rgb(11, 99, 126)',
  good: 'rgb(27, 107, 58)',
  warn: 'rgb(127, 82, 0)',
  bad: 'rgb(176, 42, 42)',
  series: ['rgb(11, 99, 126)', 'rgb(201, 87, 10)'],
  heatLow: 'rgb(242, 246, 247)',
  heatHigh: 'rgb(11, 99, 126)',
  heatNegative: 'rgb(201, 87, 10)',
  onAccent: 'rgb(255, 255, 255)',
  font: 'sans-serif',
  format: new Formatters('en'),
};

const losses: LineChartData = {
  x: { label: 'step' },
  y: { label: 'loss', isLog: true },
  series: [
    {
      name: 'train',
      points: [
        [0, 1],
        [1, 0.5],
        [2, Number.NaN],
        [3, 0],
      ],
    },
    { name: 'validation', points: [[1, 0.6]], colour: 0, isDashed: true },
  ],
  marks: [{ axis: 'x', value: 1, label: 'best' }],
};

test('a logarithmic axis draws only what has a place on it', () => {
  const [train, validation] = [lineOption(losses, theme).series].flat();
  expect(train).toMatchObject({
    id: 'train',
    data: [
      [0, 1],
      [1, 0.5],
    ],
    itemStyle: { color: theme.series[0] },
  });
  expect(train).toMatchObject({ markLine: { data: [{ name: 'best', xAxis: 1 }] } });
  expect(validation).toMatchObject({
    showSymbol: true,
    lineStyle: { type: 'dashed' },
    itemStyle: { color: theme.series[0] },
  });
});

test('one line needs no legend, two do', () => {
  expect(lineOption(losses, theme).legend).toMatchObject({ type: 'scroll' });
  expect(lineOption({ ...losses, series: losses.series.slice(0, 1) }, theme).legend).toEqual({ show: false });
});

test('CSV of lines holds every point, drawn or not', () => {
  expect(lineCsv(losses)).toBe(
    'series,step,loss\r\ntrain,0,1\r\ntrain,1,0.5\r\ntrain,2,NaN\r\ntrain,3,0\r\nvalidation,1,0.6\r\n',
  );
});

test('a histogram names its bins by their ends', () => {
  const data = {
    edges: [0, 0.5, 1],
    x: { label: 'score' },
    y: { label: 'rows' },
    series: [{ name: 'rows', counts: [2, 7] }],
  };
  expect(histogramOption(data, theme)).toMatchObject({
    xAxis: { data: ['0 – 0.5', '0.5 – 1'] },
    series: [{ data: [2, 7] }],
  });
  expect(histogramCsv(data)).toBe('from,to,rows\r\n0,0.5,2\r\n0.5,1,7\r\n');
});

test('points without a place keep their index, so that a click still names the right row', () => {
  const data = {
    x: { label: 'a' },
    y: { label: 'b' },
    series: [
      {
        name: 'rows',
        points: [
          [1, 2],
          [Number.NaN, 3],
          [5, 6],
        ] as const,
      },
    ],
  };
  expect(scatterOption(data, theme).series).toMatchObject([
    {
      data: [
        [1, 2],
        ['-', '-'],
        [5, 6],
      ],
    },
  ]);
});

test('names in a hand-written tooltip are no markup', () => {
  const data = {
    x: { label: '<b>x</b>' },
    y: { label: 'y' },
    series: [{ name: 'rows', points: [[1, 2]] as const }],
    pointName: () => '<img src=x onerror=alert(1)>',
  };
  expect(pointHtml(data, theme, 0, 0)).toBe('&lt;img src=x onerror=alert(1)&gt;<br>&lt;b&gt;x&lt;/b&gt;: 1<br>y: 2');
});

const matrix = {
  rows: ['a', 'b'],
  columns: ['a', 'b'],
  rowLabel: 'actual',
  columnLabel: 'predicted',
  values: [
    [10, 1],
    [null, 4],
  ],
  text: String,
};

test('a heat map places its cells, scales its colours and keeps its numbers readable', () => {
  const option = heatMapOption(matrix, theme);
  expect(option).toMatchObject({ visualMap: { min: 0, max: 10 }, yAxis: { inverse: true } });
  expect(option.series).toMatchObject([
    {
      data: [
        { value: [0, 0, 10], label: { color: theme.onAccent } },
        { value: [1, 0, 1], label: { color: theme.text } },
        { value: [0, 1, '-'] },
        { value: [1, 1, 4] },
      ],
    },
  ]);
  expect(heatMapOption({ ...matrix, isDiverging: true, max: 1 }, theme)).toMatchObject({
    visualMap: { min: -1, max: 1 },
  });
  expect(heatMapCsv(matrix)).toBe('actual \\ predicted,a,b\r\na,10,1\r\nb,,4\r\n');
});

test('the ink on any shade of a heat map has a contrast of at least 4:1', () => {
  for (let ratio = 0; ratio <= 1; ratio += 0.05) {
    const shade = mix(theme.heatLow, theme.heatHigh, ratio);
    expect(contrast(shade, inkOn(shade, [theme.text, theme.onAccent]))).toBeGreaterThan(4);
  }
});

test('contrast is that of WCAG', () => {
  expect(contrast('rgb(0, 0, 0)', 'rgb(255, 255, 255)')).toBeCloseTo(21, 5);
  expect(contrast('rgb(119, 119, 119)', 'rgb(255, 255, 255)')).toBeCloseTo(4.478, 3);
});
