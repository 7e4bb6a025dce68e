/** Where the stages of each step stand in the flow chart, and how the streams between them run. */
import { type SankeyLink, type SankeyNode, sankey, sankeyLinkHorizontal } from 'd3-sankey';
import type { PathNode, Paths, Stage } from './answers.ts';

export interface PlacedStage {
  readonly id: string;
  readonly step: number;
  readonly stage: Stage | null;
  readonly visits: number;
  readonly ended: number | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedStream {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The stage that it comes from gives it its colour. */
  readonly stage: Stage;
  readonly visits: number;
  readonly path: string;
  readonly thickness: number;
  readonly isEnd: boolean;
}

export interface PathLayout {
  readonly stages: readonly PlacedStage[];
  readonly streams: readonly PlacedStream[];
  readonly width: number;
  readonly height: number;
}

/** In units of the picture, which is scaled to the page. */
const STEP_WIDTH = 210;
const HEIGHT = 480;
const NODE_WIDTH = 12;
const NODE_GAP = 17;
/** Room for the words of the last step. */
const MARGIN = { top: 26, right: 190, bottom: 8, left: 4 } as const;

/** `of` is null for those that went no further. */
interface Node {
  readonly id: string;
  readonly of: PathNode | null;
  readonly step: number;
}

interface Link {
  readonly source: string;
  readonly target: string;
  readonly value: number;
  readonly stage: Stage;
}

export function placePaths(paths: Paths): PathLayout {
  const steps = Math.max(...paths.nodes.map(({ step }) => step));
  const width = Math.max(MARGIN.left + MARGIN.right + (steps - 1) * STEP_WIDTH, STEP_WIDTH + MARGIN.right);
  const layout = sankey<Node, Link>()
    .nodeId(({ id }) => id)
    .nodeAlign(({ step }) => step - 1)
    .nodeWidth(NODE_WIDTH)
    .nodePadding(NODE_GAP)
    // The largest on top, those that went no further at the bottom.
    .nodeSort((one, other) => Number(one.of === null) - Number(other.of === null) || visitsOf(other) - visitsOf(one))
    .extent([
      [MARGIN.left, MARGIN.top],
      [width - MARGIN.right, HEIGHT - MARGIN.bottom],
    ]);
  const { nodes, links } = layout(graphOf(paths, steps));
  return { width, height: HEIGHT, stages: nodes.map(placedStage), streams: links.map(placedStream) };
}

/** Visits that go no further run on to an end of their own in the next step, so that nothing is lost from step to step. */
function graphOf({ nodes, links }: Paths, steps: number): { nodes: Node[]; links: Link[] } {
  const ending = nodes.filter(({ step, ended }) => step < steps && ended !== null && ended > 0);
  const ends = [...new Set(ending.map(({ step }) => step + 1))];
  const link = (step: number, from: Stage, to: Stage | null, value: number): Link => ({
    source: idOf(step, from),
    target: idOf(step + 1, to),
    value,
    stage: from,
  });
  return {
    nodes: [
      ...nodes.map((of) => ({ id: idOf(of.step, of.stage), of, step: of.step })),
      ...ends.map((step) => ({ id: idOf(step, null), of: null, step })),
    ],
    links: [
      ...links.map(({ step, from, to, visits }) => link(step, from, to, visits)),
      ...ending.map(({ step, stage, ended }) => link(step, stage, null, ended ?? 0)),
    ],
  };
}

function placedStage({ id, of, step, x0 = 0, x1 = 0, y0 = 0, y1 = 0, value = 0 }: SankeyNode<Node, Link>): PlacedStage {
  return {
    id,
    step,
    stage: of?.stage ?? null,
    visits: of?.visits ?? value,
    ended: of?.ended ?? null,
    x: x0,
    y: y0,
    width: x1 - x0,
    height: Math.max(1, y1 - y0),
  };
}

const draw = sankeyLinkHorizontal<Node, Link>();

function placedStream(link: SankeyLink<Node, Link>): PlacedStream {
  const [from, to] = [nameOf(link.source), nameOf(link.target)];
  return {
    id: `${from} ${to}`,
    from,
    to,
    stage: link.stage,
    visits: link.value,
    path: draw(link) ?? '',
    thickness: Math.max(1, link.width ?? 1),
    isEnd: to.endsWith(' end'),
  };
}

function visitsOf({ value = 0 }: { readonly value?: number | undefined }): number {
  return value;
}

function idOf(step: number, stage: Stage | null): string {
  return `${step} ${stage ?? 'end'}`;
}

/** The layout puts the node itself in the place of its name. */
function nameOf(end: string | number | { readonly id: string }): string {
  return typeof end === 'object' ? end.id : String(end);
}
