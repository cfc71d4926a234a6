import { csvText } from '../kit/table.ts';
import {
  baseOption,
  escapeHtml,
  markLines,
  referenceLine,
  tooltipLook,
  valueAxis,
  type ChartAxis,
  type ChartMark,
  type ChartOption,
  type Point,
  type Reference,
} from './chartOption.ts';
import { seriesColour, type ChartTheme } from './chartTheme.ts';

export interface ScatterSeries {
  readonly name: string;
  readonly points: readonly Point[];
  readonly colour?: number;
}

export interface ScatterChartData {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ScatterSeries[];
  readonly marks?: readonly ChartMark[];
  readonly reference?: Reference;
  /** What a point is, in its tooltip: “row 17”. */
  readonly pointName?: (seriesIndex: number, pointIndex: number) => string;
}

/** From here on points are drawn small and pale, so that crowds show as such. */
const MANY_POINTS = 400;

/** Points over two numeric axes: predicted against actual, residuals. */
export function scatterOption(data: ScatterChartData, theme: ChartTheme): ChartOption {
  const { x, y, series, marks = [], reference } = data;
  const count = series.reduce((sum, { points }) => sum + points.length, 0);
  return {
    ...baseOption(theme, series.length > 1 || reference !== undefined),
    tooltip: {
      ...tooltipLook(theme),
      trigger: 'item',
      formatter: (hovered) =>
        Array.isArray(hovered) || hovered.seriesIndex === undefined
          ? ''
          : pointHtml(data, theme, hovered.seriesIndex, hovered.dataIndex),
    },
    xAxis: { ...valueAxis(x, theme, 'x'), splitLine: { show: true, lineStyle: { color: theme.line } } },
    yAxis: valueAxis(y, theme, 'y'),
    series: [
      ...series.map(({ name, points, colour }, index) => ({
        id: name,
        name,
        type: 'scatter' as const,
        // Every point keeps its place, so that a click's index is the caller's; those with no place on the axes are blank.
        data: points.map(([px, py]) => (Number.isFinite(px) && Number.isFinite(py) ? [px, py] : ['-', '-'])),
        symbolSize: count > MANY_POINTS ? 5 : 8,
        itemStyle: { color: seriesColour(theme, colour ?? index), opacity: count > MANY_POINTS ? 0.45 : 0.75 },
        markLine: markLines(index === 0 ? marks : [], theme),
      })),
      ...referenceLine(reference, theme),
    ],
  };
}

/** What a point's tooltip says. */
export function pointHtml(
  { x, y, series, pointName }: ScatterChartData,
  theme: ChartTheme,
  seriesIndex: number,
  pointIndex: number,
): string {
  const named = series[seriesIndex];
  const point = named?.points[pointIndex];
  if (!point) return '';
  const text = (axis: ChartAxis, value: number): string =>
    `${axis.label}: ${axis.text?.(value) ?? theme.format.number(value)}`;
  return [pointName?.(seriesIndex, pointIndex) ?? named.name, text(x, point[0]), text(y, point[1])]
    .map(escapeHtml)
    .join('<br>');
}

export function scatterCsv({ x, y, series, pointName }: ScatterChartData): string {
  const lines = series.flatMap(({ name, points }, seriesIndex) =>
    points.map(([px, py], index) => [pointName?.(seriesIndex, index) ?? name, px, py]),
  );
  return csvText([['', x.label, y.label], ...lines]);
}
