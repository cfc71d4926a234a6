import { csvText } from '../kit/table.ts';
import {
  baseOption,
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

export interface LineSeries {
  readonly name: string;
  readonly points: readonly Point[];
  /** Which of the palette's colours; its place among the series where not given. Lines that belong together share one. */
  readonly colour?: number;
  readonly isDashed?: boolean;
  /** Thin and pale, under the others: a raw signal beside its smoothed form. */
  readonly isFaint?: boolean;
  /** Filled down to the axis. */
  readonly isArea?: boolean;
  /** Each value holds until the next, as in precision over recall. */
  readonly isStep?: boolean;
}

export interface LineChartData {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly LineSeries[];
  readonly marks?: readonly ChartMark[];
  readonly reference?: Reference;
}

/** Few enough points that each is drawn as a dot; a single one would be invisible otherwise. */
const MAX_DOTS = 40;
/** ECharts thins longer lines to what the pixels can show. */
const MIN_SAMPLED = 2000;

/** Lines over a numeric axis: losses, learning rates, ROC and precision-recall curves. */
export function lineOption(data: LineChartData, theme: ChartTheme): ChartOption {
  const { x, y, series, marks = [], reference } = data;
  const hasLegend = series.length > 1 || reference !== undefined;
  return {
    ...baseOption(theme, hasLegend),
    tooltip: {
      ...tooltipLook(theme),
      trigger: 'axis',
      valueFormatter: (value) => (typeof value === 'number' ? (y.text?.(value) ?? theme.format.number(value)) : '–'),
    },
    xAxis: valueAxis(x, theme, 'x'),
    yAxis: valueAxis(y, theme, 'y'),
    series: [
      ...series.map((line, index) => {
        const colour = seriesColour(theme, line.colour ?? index);
        return {
          id: line.name,
          name: line.name,
          type: 'line' as const,
          data: drawable(line.points, data).map(([px, py]) => [px, py]),
          showSymbol: line.points.length <= MAX_DOTS && !line.isFaint,
          symbol: 'circle',
          symbolSize: 5,
          step: line.isStep ? ('end' as const) : (false as const),
          ...(line.points.length > MIN_SAMPLED ? { sampling: 'lttb' as const } : {}),
          lineStyle: {
            width: line.isFaint ? 1 : 2,
            opacity: line.isFaint ? 0.45 : 1,
            type: line.isDashed ? ('dashed' as const) : ('solid' as const),
          },
          itemStyle: { color: colour },
          areaStyle: line.isArea ? { opacity: 0.12 } : { opacity: 0 },
          emphasis: { disabled: true },
          z: line.isFaint ? 2 : 3,
          markLine: markLines(index === 0 ? marks : [], theme),
        };
      }),
      ...referenceLine(reference, theme),
    ],
  };
}

/** The same numbers as CSV: one line per point. */
export function lineCsv({ x, y, series }: LineChartData): string {
  const lines = series.flatMap(({ name, points }) => points.map(([px, py]) => [name, px, py]));
  return csvText([['series', x.label, y.label], ...lines]);
}

/** What can stand on the axes: a logarithm needs a positive number, and NaN or ∞ have no place. */
function drawable(points: readonly Point[], { x, y }: LineChartData): readonly Point[] {
  return points.filter(
    ([px, py]) => Number.isFinite(px) && Number.isFinite(py) && (!x.isLog || px > 0) && (!y.isLog || py > 0),
  );
}
