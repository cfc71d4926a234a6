import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  LegendScrollComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import type { ChartOption } from './chartOption.ts';

// Only what the studio draws, so that the rest of ECharts stays out of the page. This module is imported lazily.
use([
  BarChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  LegendScrollComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
  CanvasRenderer,
  SVGRenderer,
]);

export type Drawing = EChartsType;

export function startDrawing(element: HTMLElement, renderer: 'canvas' | 'svg'): Drawing {
  return init(element, null, { renderer });
}

/** A chart as a vector drawing of its own, in the colours it has on screen. */
export function drawSvg(option: ChartOption, widthPx: number, heightPx: number, background: string): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx });
  drawing.setOption({ ...option, backgroundColor: background });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return svg;
}

/** A chart as an image, twice as fine as the screen. */
export function drawPng(option: ChartOption, widthPx: number, heightPx: number, background: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const drawing = init(canvas, null, { renderer: 'canvas', width: widthPx, height: heightPx, devicePixelRatio: 2 });
  drawing.setOption({ ...option, backgroundColor: background });
  // Long lines and many points are drawn in several frames; a picture wants them all at once.
  drawing.getZr().flush();
  const copy = drawing.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: background });
  drawing.dispose();
  return fetch(copy).then((response) => response.blob());
}
