import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import { INPUT, inputsOf } from '../../../core/recipe/graph.ts';
import type { LayerSpec } from '../../../core/recipe/layerSpec.ts';

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 62;
const RANK_GAP = 30;
const NODE_GAP = 28;
/** Room for the shape on an edge. */
const LABEL = { width: 90, height: 14, labelpos: 'c' } as const;

export interface PlacedNode {
  readonly id: string;
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** A way from the source's lower to the target's upper edge, around what lies between, as an SVG path. */
  readonly path: string;
  /** The middle of its label. */
  readonly label: Point;
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

/** Places the network's input and its layers from top to bottom, each below all that it takes its input from. */
export function layoutGraph(layers: readonly LayerSpec[]): GraphLayout {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir: 'TB', ranksep: RANK_GAP, nodesep: NODE_GAP, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = [INPUT, ...layers.map(({ id }) => id)];
  for (const id of ids) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  const links = layers.flatMap(({ id }, index) =>
    inputsOf(layers, index)
      .filter((source) => ids.includes(source))
      .map((source) => ({ id: `${source}>${id}`, source, target: id })),
  );
  for (const { source, target } of links) graph.setEdge(source, target, { ...LABEL });
  layout(graph);
  const centreOf = (id: string): Point => {
    const { x = 0, y = 0 } = graph.node(id);
    return { x, y };
  };
  const nodes = ids.map((id): PlacedNode => {
    const { x, y } = centreOf(id);
    return { id, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
  });
  const edges = links.map((link): GraphEdge => {
    const { points = [], x = 0, y = 0 } = graph.edge(link.source, link.target);
    const [from, to] = [centreOf(link.source), centreOf(link.target)];
    const way = [
      { x: from.x, y: from.y + NODE_HEIGHT / 2 },
      ...points.slice(1, -1),
      { x: to.x, y: to.y - NODE_HEIGHT / 2 },
    ];
    return { ...link, path: pathThrough(way), label: { x, y } };
  });
  const { width = NODE_WIDTH, height = NODE_HEIGHT } = graph.graph();
  return { nodes, edges, width, height };
}

/** Leaves and enters every point straight down. */
function pathThrough([first, ...rest]: readonly Point[]): string {
  if (!first) return '';
  let from = first;
  const curves = rest.map((to) => {
    const middle = (from.y + to.y) / 2;
    const curve = `C${from.x},${middle} ${to.x},${middle} ${to.x},${to.y}`;
    from = to;
    return curve;
  });
  return [`M${first.x},${first.y}`, ...curves].join('');
}
