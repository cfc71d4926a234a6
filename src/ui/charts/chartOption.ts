import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { ChartTheme } from './chartTheme.ts';

/** What the builders make and `Chart.svelte` draws. */
export type ChartOption = ComposeOption<
  | LineSeriesOption
  | BarSeriesOption
  | ScatterSeriesOption
  | HeatmapSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | LegendComponentOption
  | MarkLineComponentOption
  | VisualMapComponentOption
>;

export type Point = readonly [x: number, y: number];

export type BuildOption = (theme: ChartTheme) => ChartOption;

/** A numeric axis. Without limits it fits the data. */
export interface ChartAxis {
  readonly label: string;
  /** On a logarithmic axis only positive values are drawn. */
  readonly isLog?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Starts at zero, for counts and rates; otherwise it shows the range of the data. */
  readonly fromZero?: boolean;
  readonly text?: (value: number) => string;
}

/** A line across the chart: the best epoch, a baseline, a threshold. */
export interface ChartMark {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
}

/** What all charts have in common. Nothing moves by itself: the data does. */
export function baseOption(theme: ChartTheme, hasLegend: boolean): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, color: theme.text, fontSize: 12 },
    grid: {
      top: hasLegend ? 32 : 14,
      right: 16,
      // The names of the axes bring a margin of their own.
      bottom: 0,
      left: 0,
      outerBoundsMode: 'same',
      outerBoundsContain: 'all',
    },
    legend: hasLegend
      ? {
          top: 0,
          left: 0,
          // The button that saves the chart is there; the arrows of a long legend reach beyond its box.
          right: 56,
          type: 'scroll',
          itemWidth: 18,
          itemHeight: 8,
          icon: 'roundRect',
          textStyle: { color: theme.muted, fontSize: 12 },
          inactiveColor: theme.line,
          pageIconColor: theme.accent,
          pageTextStyle: { color: theme.muted },
        }
      : { show: false },
  };
}

/** The look of tooltips; what they say is each chart's own. */
export function tooltipLook(theme: ChartTheme): TooltipComponentOption {
  return {
    confine: true,
    backgroundColor: theme.raised,
    borderColor: theme.line,
    padding: [6, 10],
    textStyle: { color: theme.text, fontSize: 12, fontFamily: theme.font },
    axisPointer: { lineStyle: { color: theme.muted }, label: { show: false } },
    transitionDuration: 0,
  };
}

/** A numeric axis in the look of the studio. */
export function valueAxis(axis: ChartAxis, theme: ChartTheme, place: 'x' | 'y') {
  const text = axis.text ?? ((value: number) => theme.format.number(value, 3));
  return {
    type: axis.isLog ? ('log' as const) : ('value' as const),
    ...axisLook(axis.label, theme, place),
    ...(axis.min === undefined ? {} : { min: axis.min }),
    ...(axis.max === undefined ? {} : { max: axis.max }),
    scale: !axis.fromZero,
    minorTick: { show: false },
    axisLabel: { color: theme.muted, fontSize: 11, hideOverlap: true, formatter: (value: number) => text(value) },
    splitLine: { show: place === 'y', lineStyle: { color: theme.line } },
  };
}

/** An axis of names. */
export function categoryAxis(names: readonly string[], label: string, theme: ChartTheme, place: 'x' | 'y') {
  return {
    type: 'category' as const,
    data: [...names],
    ...axisLook(label, theme, place),
    axisLabel: { color: theme.muted, fontSize: 11, hideOverlap: true, width: 110, overflow: 'truncate' as const },
    splitLine: { show: false },
  };
}

/** Lines across a series' grid. */
export function markLines(marks: readonly ChartMark[], theme: ChartTheme): MarkLineComponentOption {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: theme.muted, type: 'dashed', width: 1 },
    label: { color: theme.muted, fontSize: 11, position: 'insideEndTop', formatter: '{b}' },
    data: marks.map(({ axis, value, label }) =>
      axis === 'x'
        ? { name: label, xAxis: value, label: { position: 'end', rotate: 0, distance: 3 } }
        : { name: label, yAxis: value },
    ),
  };
}

/** A dashed line to compare with: the diagonal of a ROC curve, the share of positives, actual = predicted. */
export interface Reference {
  readonly name: string;
  readonly points: readonly Point[];
}

export function referenceLine(reference: Reference | undefined, theme: ChartTheme): readonly LineSeriesOption[] {
  if (!reference) return [];
  return [
    {
      id: 'reference',
      name: reference.name,
      type: 'line',
      data: reference.points.map(([px, py]) => [px, py]),
      showSymbol: false,
      silent: true,
      lineStyle: { width: 1, type: 'dashed', color: theme.muted },
      itemStyle: { color: theme.muted },
      emphasis: { disabled: true },
      tooltip: { show: false },
      z: 1,
    },
  ];
}

/** For the few tooltips that are written by hand: what users have named must not become markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function axisLook(label: string, theme: ChartTheme, place: 'x' | 'y') {
  return {
    name: label,
    nameLocation: 'middle' as const,
    nameTextStyle: { color: theme.muted, fontSize: 12 },
    nameGap: place === 'x' ? 8 : 10,
    axisLine: { show: place === 'x', lineStyle: { color: theme.line } },
    axisTick: { show: place === 'x', lineStyle: { color: theme.line } },
  };
}
