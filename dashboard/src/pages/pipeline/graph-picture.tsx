/** The operators as a picture with live rates on its edges; an operator is a button, and leads to what is known of it. */
import { useMemo } from 'preact/hooks';
import { formatCountShort } from '../../figures/format.ts';
import type { GraphEdgeAnswer, GraphNodeAnswer } from './graph-answer.ts';
import { edgeKey, NODE_HEIGHT, NODE_WIDTH, type PlacedGraph, placeGraph } from './graph-layout.ts';
import { kindWords, operatorLine } from './operator-words.ts';
import { rateText } from './rate-text.ts';

interface GraphPictureProps {
  readonly nodes: readonly GraphNodeAnswer[];
  readonly edges: readonly GraphEdgeAnswer[];
  readonly chosen: string;
  readonly zoom: number;
  readonly onChoose: (id: string) => void;
}

/**
 * The places come from a layout that takes some milliseconds, and so only when there are other operators; the figures on it are
 * drawn anew each second.
 */
export function GraphPicture({ nodes, edges, chosen, zoom, onChoose }: GraphPictureProps) {
  const shape = JSON.stringify([nodes.map(({ id }) => id), edges.map(({ from, to }) => [from, to])]);
  // Figures change every second, the shape does not.
  const placed = useMemo(
    () =>
      placeGraph(
        nodes.map(({ id }) => id),
        edges,
      ),
    [shape],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
    <section class="graph-box" tabIndex={0} aria-label="Operators, from left to right">
      <svg
        class="operator-graph"
        width={placed.width * zoom}
        height={placed.height * zoom}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
      >
        <title>Operators and the rows between them; the table says the same in words</title>
        {edges.map((edge) => (
          <Edge key={edgeKey(edge)} edge={edge} placed={placed} isChosen={edge.from === chosen || edge.to === chosen} />
        ))}
        {nodes.map((node) => (
          <Operator key={node.id} node={node} placed={placed} isChosen={node.id === chosen} onChoose={onChoose} />
        ))}
      </svg>
    </section>
  );
}

interface EdgeProps {
  readonly edge: GraphEdgeAnswer;
  readonly placed: PlacedGraph;
  readonly isChosen: boolean;
}

/** An edge grows by a pixel with each power of ten. */
const THICKEST = 5;

/** A rate stands in a gap of its own line: the text has an outline in the colour of the ground. */
function Edge({ edge, placed, isChosen }: EdgeProps) {
  const place = placed.edges.get(edgeKey(edge));
  if (place === undefined) return null;
  const path = place.points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
  const width = Math.min(THICKEST, 1 + Math.log10(1 + edge.rowsPerSecond));
  return (
    <g class={`edge${edge.rowsPerSecond === 0 ? ' edge-quiet' : ''}${isChosen ? ' edge-chosen' : ''}`}>
      <path d={path} stroke-width={width} />
      <text x={place.label.x} y={place.label.y + 4}>
        {rateText(edge.rowsPerSecond)}
      </text>
    </g>
  );
}

interface OperatorProps {
  readonly node: GraphNodeAnswer;
  readonly placed: PlacedGraph;
  readonly isChosen: boolean;
  readonly onChoose: (id: string) => void;
}

/** What does not fit is in the table and in the panel of the operator. */
const LONGEST_LINE = 30;

/** Read aloud with all that it shows; Enter and Space choose it, as they do with any button. */
function Operator({ node, placed, isChosen, onChoose }: OperatorProps) {
  const place = placed.nodes.get(node.id);
  if (place === undefined) return null;
  const choose = () => onChoose(node.id);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button element in a picture.
    <g
      class={`operator operator-${roleOf(node)}${isChosen ? ' chosen' : ''}`}
      transform={`translate(${(place.x - NODE_WIDTH / 2).toFixed(1)} ${(place.y - NODE_HEIGHT / 2).toFixed(1)})`}
      role="button"
      tabindex={0}
      aria-pressed={isChosen}
      onClick={choose}
      onKeyDown={onKeyDown}
    >
      <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx={9} />
      <path class="operator-role" d={`M5 10v${NODE_HEIGHT - 20}`} />
      <text class="operator-kind" x={14} y={19}>
        {kindWords(node.kind)}
      </text>
      <text class="operator-line" x={14} y={36}>
        {shortened(operatorLine(node))}
      </text>
      <text class="operator-figures" x={14} y={53}>
        {figuresLine(node)}
      </text>
    </g>
  );
}

/** Only what there is: most operators keep nothing, and nothing is late. */
function figuresLine({ stateEntries, lateRows, kind, rowsIn, rowsOut }: GraphNodeAnswer): string {
  const rows = `${formatCountShort(kind === 'sink' ? rowsIn : rowsOut)} rows`;
  const entries = stateEntries > 0 ? [`${formatCountShort(stateEntries)} kept`] : [];
  const late = lateRows > 0 ? [`${formatCountShort(lateRows)} late`] : [];
  return [rows, ...entries, ...late].join(' · ');
}

/** What the bar at its left edge says: where rows come in, go out, or are remembered. */
function roleOf({ kind, state }: GraphNodeAnswer): 'source' | 'sink' | 'state' | 'plain' {
  if (kind === 'scan' || kind === 'values') return 'source';
  if (kind === 'sink') return 'sink';
  return state.length > 0 ? 'state' : 'plain';
}

function shortened(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
}
