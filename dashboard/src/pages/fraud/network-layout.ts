/** Places the nodes of a network so that what is tied lies together. Pure: the same network is placed the same way. */
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Network, NetworkEdge, NetworkNode } from './answers.ts';

export interface PlacedNode extends NetworkNode {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge extends NetworkEdge {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
}

export interface PlacedNetwork {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

interface Point extends SimulationNodeDatum {
  readonly node: NetworkNode;
}

const TICKS = 300;
const APART = 104;
/** Half of the longest name that is shown: two that stand side by side do not touch. */
const ROOM = 58;
/** Room for the name below a node. */
const MARGIN_X = 70;
const MARGIN_Y = 34;
/** Wider than high, as the panel is. */
const FLATTEN = 0.5;

export function placeNetwork({ nodes, edges }: Network): PlacedNetwork {
  // d3 begins each simulation with the same places and its own fixed random numbers.
  const points: Point[] = nodes.map((node) => ({ node }));
  const byId = new Map(points.map((point) => [point.node.id, point]));
  const links = edges.flatMap(({ user, key }) => {
    const [source, target] = [byId.get(user), byId.get(key)];
    return source && target ? [{ source, target }] : [];
  });
  forceSimulation(points)
    .force('ties', forceLink(links).distance(APART).strength(0.7))
    .force('apart', forceManyBody().strength(-420))
    .force('room', forceCollide(ROOM))
    .force('x', forceX(0).strength(0.05))
    .force('y', forceY(0).strength(0.11))
    .stop()
    .tick(TICKS);
  return drawn(points, edges);
}

/** Moved so that everything lies within the picture. */
function drawn(points: readonly Point[], edges: readonly NetworkEdge[]): PlacedNetwork {
  const xs = points.map(({ x = 0 }) => x);
  const ys = points.map(({ y = 0 }) => y);
  const [left, top] = [Math.min(...xs) - MARGIN_X, Math.min(...ys) - MARGIN_Y];
  const width = Math.max(...xs) + MARGIN_X - left;
  const height = Math.max(Math.max(...ys) + MARGIN_Y - top, width * FLATTEN * 0.4);
  const nodes = points.map(({ node, x = 0, y = 0 }) => ({ ...node, x: x - left, y: y - top }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const placed = edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.user), byId.get(edge.key)];
    return from && to ? [{ ...edge, from, to }] : [];
  });
  return { nodes, edges: placed, width, height };
}
