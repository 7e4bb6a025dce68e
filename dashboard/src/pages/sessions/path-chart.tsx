/** The flow chart: each step a column of stages, each stage as high as its visits, and streams to what came next. */
import { useMemo, useState } from 'preact/hooks';
import { formatCount, formatPercent } from '../../figures/format.ts';
import type { Paths } from './answers.ts';
import { type PlacedStage, type PlacedStream, placePaths } from './path-layout.ts';
import { STAGE_WORDS } from './words.ts';

export function PathChart({ paths }: { readonly paths: Paths }) {
  const { stages, streams, width, height } = useMemo(() => placePaths(paths), [paths]);
  const [pointed, setPointed] = useState<string | null>(null);
  const steps = [...new Set(stages.map(({ step }) => step))].sort((one, other) => one - other);
  const touches = ({ from, to }: PlacedStream) => pointed === null || from === pointed || to === pointed;
  return (
    <section class="path-box" aria-label="Flow chart of ways through the shop; the table below says the same">
      {/* biome-ignore lint/a11y/useSemanticElements: a picture has no fieldset. */}
      <svg
        class="paths"
        viewBox={`0 0 ${width} ${height}`}
        style={{ minWidth: `${width * 0.75}px`, maxWidth: `${width * 1.5}px` }}
        role="group"
        aria-label="Stages by step"
        onPointerLeave={() => setPointed(null)}
      >
        {steps.map((step) => (
          <text key={step} class="path-step" x={stages.find((one) => one.step === step)?.x ?? 0} y={12}>
            {step === 1 ? 'First' : `Step ${step}`}
          </text>
        ))}
        {streams.map((stream) => (
          <Stream key={stream.id} stream={stream} isFaded={!touches(stream)} />
        ))}
        {stages.map((stage) => (
          <StageBar key={stage.id} stage={stage} visits={paths.visits} onPoint={setPointed} />
        ))}
      </svg>
    </section>
  );
}

/** As thick as its visits; its words are in its title. */
function Stream({ stream, isFaded }: { readonly stream: PlacedStream; readonly isFaded: boolean }) {
  const { path, thickness, stage, visits, isEnd, to } = stream;
  const [, target = ''] = to.split(' ');
  const where = isEnd ? 'no further' : STAGE_WORDS[target as keyof typeof STAGE_WORDS];
  return (
    <path
      class={`path-stream path-${isEnd ? 'end' : stage}${isFaded ? ' faded' : ''}`}
      d={path}
      stroke-width={thickness}
    >
      <title>{`${STAGE_WORDS[stage]} → ${where}: ${formatCount(visits)}`}</title>
    </path>
  );
}

interface StageBarProps {
  readonly stage: PlacedStage;
  /** All that began. */
  readonly visits: number;
  readonly onPoint: (id: string | null) => void;
}

/** As high as its visits, with its name and figures beside it. */
function StageBar({ stage: placed, visits: all, onPoint }: StageBarProps) {
  const { id, step, stage, visits, ended, x, y, width, height } = placed;
  const name = stage === null ? 'Went no further' : STAGE_WORDS[stage];
  const share = formatPercent(visits / all);
  const stays = ended === null ? '' : `, ${formatCount(ended)} of them go no further`;
  const words = `Step ${step}, ${name}: ${formatCount(visits)} visits, ${share} of all${stays}`;
  const point = () => onPoint(id);
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a g is no control; it is in the order of focus to be read.
    <g
      class={`path-stage path-${stage ?? 'end'}`}
      // In this case: an SVG element takes no other.
      tabindex={0}
      role="img"
      aria-label={words}
      onPointerEnter={point}
      onFocus={point}
      onBlur={() => onPoint(null)}
    >
      <title>{words}</title>
      <rect x={x} y={y} width={width} height={height} rx={2} />
      <text class="path-name" x={x + width + 6} y={y + height / 2 + 4}>
        {name}
        <tspan class="path-figure" dx={6}>
          {formatCount(visits)} · {share}
        </tspan>
      </text>
    </g>
  );
}
