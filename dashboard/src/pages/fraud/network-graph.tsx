/** The network as a picture: buyers are circles, what they ordered with has shapes of its own; what is pointed at stands out. */
import { useMemo, useState } from 'preact/hooks';
import type { Network, SharedKind } from './answers.ts';
import { type PlacedEdge, type PlacedNode, placeNetwork } from './network-layout.ts';
import { nodeWords } from './network-words.ts';
import { KIND_WORDS, OUTCOME_WORDS } from './words.ts';

const LONGEST_NAME = 18;
/** A network of three nodes is not blown up, and one of sixty scrolls where there is no room for it. */
const NARROWEST = 400;
const LARGEST = 1.25;
const SMALLEST = 0.7;

export function NetworkGraph({ network }: { readonly network: Network }) {
  const { nodes, edges, width, height } = useMemo(() => placeNetwork(network), [network]);
  const [pointed, setPointed] = useState<string | null>(null);
  const near = useMemo(() => neighbours(edges, pointed), [edges, pointed]);
  const shown = Math.max(width, NARROWEST);
  const isFaded = (...ids: readonly string[]) => near !== null && !ids.every((id) => near.has(id));
  return (
    <>
      <div class="network-box">
        {/* biome-ignore lint/a11y/useSemanticElements: a picture has no fieldset. */}
        <svg
          class="network"
          style={{ maxWidth: `${shown * LARGEST}px`, minWidth: `${width * SMALLEST}px` }}
          viewBox={`${(width - shown) / 2} 0 ${shown} ${height}`}
          role="group"
          aria-label="Buyers and what they share; the table says the same in words"
          onPointerLeave={() => setPointed(null)}
        >
          {edges.map((edge) => (
            <Tie key={`${edge.user} ${edge.key}`} edge={edge} isFaded={isFaded(edge.user, edge.key)} />
          ))}
          {nodes.map((node) => (
            <Node key={node.id} node={node} isFaded={isFaded(node.id)} onPoint={setPointed} />
          ))}
        </svg>
      </div>
      <Legend />
    </>
  );
}

function Tie({ edge: { from, to, worst, orders }, isFaded }: { readonly edge: PlacedEdge; readonly isFaded: boolean }) {
  const words = `${orders === 1 ? '1 order' : `${orders} orders`}, at worst: ${OUTCOME_WORDS[worst]}`;
  return (
    <line
      class={`tie tie-${worst}${isFaded ? ' faded' : ''}`}
      x1={from.x}
      y1={from.y}
      x2={to.x}
      y2={to.y}
      stroke-width={Math.min(6, 1 + orders / 2)}
    >
      <title>{words}</title>
    </line>
  );
}

interface NodeProps {
  readonly node: PlacedNode;
  readonly isFaded: boolean;
  readonly onPoint: (id: string | null) => void;
}

function Node({ node, isFaded, onPoint }: NodeProps) {
  const tone = node.frauds > 0 || node.lists.includes('block') ? ' bad' : node.declined > 0 ? ' warn' : '';
  const point = () => onPoint(node.id);
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a g is no control; it is in the order of focus to be read.
    <g
      class={`node${tone}${node.steps === 0 ? ' own' : ''}${isFaded ? ' faded' : ''}`}
      transform={`translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})`}
      // In this case: an SVG element takes no other.
      tabindex={0}
      role="img"
      aria-label={nodeWords(node)}
      onPointerEnter={point}
      onFocus={point}
      onBlur={() => onPoint(null)}
    >
      <title>{nodeWords(node)}</title>
      <Shape kind={node.kind} />
      <text class="node-sign" y={4}>
        {KIND_WORDS[node.kind].slice(0, 1)}
      </text>
      <text class="node-name" y={27}>
        {shortened(node.value)}
      </text>
      {node.more > 0 && (
        <text class="node-more" x={15} y={-9}>
          +{node.more}
        </text>
      )}
    </g>
  );
}

function Shape({ kind }: { readonly kind: SharedKind }) {
  switch (kind) {
    case 'user':
      return <circle r={14} />;
    case 'device':
      return <rect x={-12} y={-12} width={24} height={24} rx={4} />;
    case 'card':
      return <rect x={-16} y={-10} width={32} height={20} rx={4} />;
    case 'ip':
      return <path d="M0 -15 13 -7.5V7.5L0 15-13 7.5V-7.5Z" />;
  }
}

const KINDS = ['user', 'device', 'card', 'ip'] as const;

function Legend() {
  return (
    <p class="timeline-legend" aria-hidden="true">
      {KINDS.map((kind) => (
        <span key={kind}>
          <svg viewBox="-18 -18 36 36" class="network" aria-hidden="true">
            <g class="node">
              <Shape kind={kind} />
            </g>
          </svg>
          {KIND_WORDS[kind].toLowerCase()}
        </span>
      ))}
      <span class="legend-bad">red: a fraud is known, or blocked</span>
    </p>
  );
}

/** What is pointed at with everything that is tied to it; null while nothing is. */
function neighbours(edges: readonly PlacedEdge[], pointed: string | null): ReadonlySet<string> | null {
  if (pointed === null) return null;
  const tied = edges.flatMap(({ user, key }) => (user === pointed || key === pointed ? [user, key] : []));
  return new Set([pointed, ...tied]);
}

function shortened(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}
