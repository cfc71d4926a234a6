import { csvText } from '../kit/table.ts';
import {
  baseOption,
  categoryAxis,
  markLines,
  tooltipLook,
  valueAxis,
  type ChartAxis,
  type ChartOption,
} from './chartOption.ts';
import { seriesColour, type ChartTheme } from './chartTheme.ts';

export interface HistogramData {
  /** Ends of the bins, ascending: one more than there are counts. */
  readonly edges: readonly number[];
  readonly series: readonly { readonly name: string; readonly counts: readonly number[]; readonly colour?: number }[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

/** How often values fall into each bin; bins of equal width, drawn without gaps. Several series lie over each other. */
export function histogramOption(data: HistogramData, theme: ChartTheme): ChartOption {
  const { edges, series, x, y } = data;
  const text = x.text ?? ((value: number) => theme.format.number(value, 3));
  const bins = edges.slice(0, -1).map((low, index) => `${text(low)} – ${text(edges[index + 1] ?? low)}`);
  return {
    ...baseOption(theme, series.length > 1),
    tooltip: {
      ...tooltipLook(theme),
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const, shadowStyle: { color: theme.line, opacity: 0.4 } },
      valueFormatter: (shown: unknown) =>
        typeof shown === 'number' ? (y.text?.(shown) ?? theme.format.number(shown)) : '–',
    },
    xAxis: {
      ...categoryAxis(bins, x.label, theme, 'x'),
      axisLabel: {
        color: theme.muted,
        fontSize: 11,
        hideOverlap: true,
        formatter: (_: string, index: number) => text(edges[index] ?? 0),
      },
    },
    yAxis: valueAxis({ fromZero: true, ...y }, theme, 'y'),
    series: series.map(({ name, counts, colour }, index) => ({
      id: name,
      name,
      type: 'bar' as const,
      data: [...counts],
      barWidth: '99%',
      barGap: '-100%',
      itemStyle: { color: seriesColour(theme, colour ?? index), opacity: series.length > 1 ? 0.6 : 1 },
      emphasis: { disabled: true },
      markLine: markLines([], theme),
    })),
  };
}

export function histogramCsv({ edges, series }: HistogramData): string {
  const lines = edges
    .slice(0, -1)
    .map((low, at) => [low, edges[at + 1] ?? null, ...series.map(({ counts }) => counts[at] ?? null)]);
  return csvText([['from', 'to', ...series.map(({ name }) => name)], ...lines]);
}
