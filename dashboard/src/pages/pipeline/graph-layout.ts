/** Places operators from left to right, inputs before outputs. Pure: it depends on which there are, not on their figures. */
import { Graph, layout } from '@dagrejs/dagre';

export const NODE_WIDTH = 196;
export const NODE_HEIGHT = 62;
/** Room for a rate of six digits on an edge. */
const LABEL_WIDTH = 64;
const LABEL_HEIGHT = 16;

interface Place {
  readonly x: number;
  readonly y: number;
}

export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  /** The middle of each node, by its id. */
  readonly nodes: ReadonlyMap<string, Place>;
  /** By `edgeKey`. */
  readonly edges: ReadonlyMap<string, { readonly points: readonly Place[]; readonly label: Place }>;
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

/**
 * Two edges between the same operators, as of a table that is joined with itself, lie on one line: what goes along them is the
 * same stream.
 */
export function placeGraph(ids: readonly string[], ends: readonly Ends[]): PlacedGraph {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 18, edgesep: 10, ranksep: 26, marginx: 12, marginy: 12 });
  for (const id of ids) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of ends) {
    graph.setEdge(from, to, { width: LABEL_WIDTH, height: LABEL_HEIGHT, labelpos: 'c' }, edgeKey({ from, to }));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: new Map(graph.nodes().map((id) => [id, placeOf(graph.node(id))])),
    edges: new Map(
      graph.edges().map((edge) => {
        const { points = [], ...label } = graph.edge(edge);
        return [String(edge.name), { points, label: placeOf(label) }];
      }),
    ),
  };
}

/** Ids hold no arrows. */
export function edgeKey({ from, to }: Ends): string {
  return `${from} → ${to}`;
}

/** What dagre has not placed lies at the corner, where it can be seen. */
function placeOf({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Place {
  return { x, y };
}
