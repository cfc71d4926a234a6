import type { Formatters } from '../../messages/formatters.ts';

/** Colours and number formats as the chart builders need them: resolved, since a canvas knows no CSS variables. */
export interface ChartTheme {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly raised: string;
  readonly accent: string;
  readonly good: string;
  readonly warn: string;
  readonly bad: string;
  readonly series: readonly string[];
  readonly heatLow: string;
  readonly heatHigh: string;
  readonly heatNegative: string;
  readonly onAccent: string;
  readonly font: string;
  readonly format: Formatters;
}

const SERIES_COUNT = 8;

/** Reads the tokens as they hold for an element now. */
export function readChartTheme(element: HTMLElement, format: Formatters): ChartTheme {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const theme: ChartTheme = {
    text: colour('text'),
    muted: colour('muted'),
    line: colour('line'),
    raised: colour('raised'),
    accent: colour('accent'),
    good: colour('good'),
    warn: colour('warn'),
    bad: colour('bad'),
    series: Array.from({ length: SERIES_COUNT }, (_, index) => colour(`series-${index + 1}`)),
    heatLow: colour('heat-low'),
    heatHigh: colour('heat-high'),
    heatNegative: colour('heat-negative'),
    onAccent: colour('on-accent'),
    // ECharts writes it into an attribute of its SVG, where a double quote would end it.
    font: getComputedStyle(element).fontFamily.replaceAll('"', "'"),
    format,
  };
  probe.remove();
  return theme;
}

/** The colour of the n-th series; they repeat after eight. */
export function seriesColour(theme: ChartTheme, index: number): string {
  return theme.series[index % theme.series.length] ?? theme.accent;
}
