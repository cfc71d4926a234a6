import { csvText } from '../kit/table.ts';
import { baseOption, categoryAxis, escapeHtml, tooltipLook, type ChartOption } from './chartOption.ts';
import type { ChartTheme } from './chartTheme.ts';
import { inkOn, mix } from './colour.ts';

export interface HeatMapData {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly rowLabel: string;
  readonly columnLabel: string;
  /** [row][column]; null where there is no value. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Sequential from 0 to `max`, or diverging from -`max` over 0 to `max`, as correlations are. */
  readonly isDiverging?: boolean;
  /** The value of the full colour; the largest there is where not given. */
  readonly max?: number;
  readonly text: (value: number) => string;
}

/** Beyond this many cells the numbers are in the tooltip only. */
const MAX_LABELLED = 225;

/** A matrix as colours: correlations, confusions. The first row is on top. */
export function heatMapOption(data: HeatMapData, theme: ChartTheme): ChartOption {
  const { rows, columns, rowLabel, columnLabel, values, isDiverging = false, text } = data;
  const max = data.max ?? Math.max(1e-12, ...values.flat().map((value) => Math.abs(value ?? 0)));
  const colours = isDiverging ? [theme.heatNegative, theme.heatLow, theme.heatHigh] : [theme.heatLow, theme.heatHigh];
  const cells = values.flatMap((line, row) =>
    line.map((value, column) => ({
      value: [column, row, value ?? '-'] as const,
      label: { color: inkOn(cellColour(value ?? 0, max, theme), [theme.text, theme.onAccent]) },
    })),
  );
  return {
    ...baseOption(theme, false),
    tooltip: {
      ...tooltipLook(theme),
      trigger: 'item',
      formatter: (hovered) => {
        if (Array.isArray(hovered)) return '';
        const cell = cells[hovered.dataIndex];
        if (!cell) return '';
        const [column, row, value] = cell.value;
        const lines = [
          `${rowLabel}: ${rows[row] ?? ''}`,
          `${columnLabel}: ${columns[column] ?? ''}`,
          typeof value === 'number' ? text(value) : '–',
        ];
        return lines.map(escapeHtml).join('<br>');
      },
    },
    xAxis: {
      ...categoryAxis(columns, columnLabel, theme, 'x'),
      axisLabel: {
        color: theme.muted,
        fontSize: 11,
        rotate: columns.length > 6 ? 40 : 0,
        width: 100,
        overflow: 'truncate',
        interval: 0,
      },
    },
    yAxis: {
      ...categoryAxis(rows, rowLabel, theme, 'y'),
      inverse: true,
      axisLabel: { color: theme.muted, fontSize: 11, width: 120, overflow: 'truncate', interval: 0 },
    },
    visualMap: { show: false, min: isDiverging ? -max : 0, max, inRange: { color: colours } },
    series: [
      {
        id: 'cells',
        type: 'heatmap',
        data: cells.map(({ value, label }) => ({ value: [...value], label })),
        itemStyle: { borderColor: theme.raised, borderWidth: 1 },
        label: {
          show: cells.length <= MAX_LABELLED,
          fontSize: 11,
          formatter: ({ dataIndex }) => {
            const value = cells[dataIndex]?.value[2];
            return typeof value === 'number' ? text(value) : '';
          },
        },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1.5 } },
      },
    ],
  };
}

export function heatMapCsv({ rows, columns, rowLabel, columnLabel, values }: HeatMapData): string {
  return csvText([
    [`${rowLabel} \\ ${columnLabel}`, ...columns],
    ...rows.map((name, row) => [name, ...columns.map((_, column) => values[row]?.[column] ?? null)]),
  ]);
}

function cellColour(value: number, max: number, theme: ChartTheme): string {
  return mix(theme.heatLow, value < 0 ? theme.heatNegative : theme.heatHigh, Math.min(1, Math.abs(value) / max));
}
