/** A graph as it was fetched, with what the live stream has told since. Pure. */
import type { PipelinesNews } from '../../live/messages.ts';
import type { GraphAnswer, GraphEdgeAnswer, GraphNodeAnswer } from './graph-answer.ts';

/** The same graph when nothing has been told of its group, or when the group has been compiled anew meanwhile. */
export function liveGraph(graph: GraphAnswer, news: PipelinesNews | null): GraphAnswer {
  const figures = news?.groups.find(({ name }) => name === graph.pipeline.group)?.figures;
  const places = Math.max(...graph.edges.map(({ place }) => place));
  if (news === null || figures === undefined || figures.rows.length <= places) return graph;
  const edges = graph.edges.map((edge) => ({
    ...edge,
    rows: figures.rows[edge.place] ?? 0,
    rowsPerSecond: figures.rowsPerSecond[edge.place] ?? 0,
  }));
  const nodes = graph.nodes.map((node) => {
    const inputs = edges.filter(({ to }) => to === node.id);
    const watermarkPlace = node.kind === 'sink' ? (inputs[0]?.place ?? node.place) : node.place;
    const watermarkMs = figures.watermarksMs[watermarkPlace] ?? null;
    return {
      ...node,
      rowsIn: inputs.reduce((sum, { rows }) => sum + rows, 0),
      rowsInPerSecond: inputs.reduce((sum, { rowsPerSecond }) => sum + rowsPerSecond, 0),
      rowsOut: figures.rows[node.place] ?? 0,
      rowsOutPerSecond: figures.rowsPerSecond[node.place] ?? 0,
      stateEntries: figures.stateEntries[node.index] ?? 0,
      lateRows: figures.lateRows[node.index] ?? 0,
      watermark: watermarkMs === null ? null : new Date(watermarkMs).toISOString(),
    };
  });
  return { ...graph, at: news.at, nodes, edges };
}

/** What one query needs of the graph; everything when none is named. */
/** Operators that several queries share are part of each. */
export function queryGraph(
  graph: GraphAnswer,
  query: string,
): { nodes: readonly GraphNodeAnswer[]; edges: readonly GraphEdgeAnswer[] } {
  const nodes = query === '' ? graph.nodes : graph.nodes.filter(({ queries }) => queries.includes(query));
  const ids = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}
