import { Graph, layout } from '@dagrejs/dagre';
import { INPUT, inputsOf } from '../../../core/recipe/graph.ts';
import type { LayerSpec } from '../../../core/recipe/layerSpec.ts';

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 62;
/** Room for the shape on an edge. */
const RANK_GAP = 44;
const NODE_GAP = 28;

export interface PlacedNode {
  readonly id: string;
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
}

export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

/** Places the network's input and its layers from top to bottom, each below all that it takes its input from. */
export function layoutGraph(layers: readonly LayerSpec[]): GraphLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ranksep: RANK_GAP, nodesep: NODE_GAP, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = [INPUT, ...layers.map(({ id }) => id)];
  for (const id of ids) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  const edges = layers.flatMap(({ id }, index) =>
    inputsOf(layers, index)
      .filter((source) => ids.includes(source))
      .map((source): GraphEdge => ({ id: `${source}>${id}`, source, target: id })),
  );
  for (const { source, target } of edges) graph.setEdge(source, target);
  layout(graph);
  const nodes = ids.map((id): PlacedNode => {
    const { x = 0, y = 0 } = graph.node(id);
    return { id, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
  });
  const { width = NODE_WIDTH, height = NODE_HEIGHT } = graph.graph();
  return { nodes, edges, width, height };
}
