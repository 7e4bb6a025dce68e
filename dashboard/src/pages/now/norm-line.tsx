/** A figure's place within what is usual: a band on a line with a mark, and the same in words. */
import { formatGrowth } from '../../figures/format.ts';
import { basisText, distanceFrom, type Norm, standingOf } from './norms.ts';

interface NormLineProps {
  /** Null while there is none. */
  readonly value: number | null;
  /** Undefined until it has been asked for; null when too little is known yet. */
  readonly norm: Norm | null | undefined;
  readonly format: (value: number) => string;
}

const WIDTH = 100;
/** The band lies in the middle, with as much room again on both sides. */
const ROOM = 1.2;

const WORDS = { below: 'below', usual: 'as usual', above: 'above' } as const;
const MARKS = { below: '▼', usual: '●', above: '▲' } as const;

export function NormLine({ value, norm, format }: NormLineProps) {
  if (!norm || value === null) {
    const text = norm === null ? 'No norm yet: it takes two days' : ' ';
    return (
      <>
        <svg class="norm-bar" viewBox={`0 0 ${WIDTH} 6`} preserveAspectRatio="none" aria-hidden="true">
          <rect class="norm-ground" width={WIDTH} height="6" />
        </svg>
        <p class="norm-note">{text}</p>
      </>
    );
  }
  const standing = standingOf(value, norm);
  const distance = distanceFrom(value, norm);
  const title = `Usual is ${format(norm.low)} to ${format(norm.high)}: ${basisText(norm)}.`;
  return (
    <>
      <NormBar value={value} norm={norm} />
      <p class="norm-note" title={title}>
        <b class={`standing-${standing}`}>
          <span aria-hidden="true">{MARKS[standing]}</span>{' '}
          {standing === 'usual' || distance === null
            ? WORDS[standing]
            : `${formatGrowth(Math.abs(distance))} ${WORDS[standing]}`}
        </b>{' '}
        <span class="norm-usual">
          usual {format(norm.median)}
          <span class="unseen"> ({basisText(norm)})</span>
        </span>
      </p>
    </>
  );
}

function NormBar({ value, norm: { low, high } }: { readonly value: number; readonly norm: Norm }) {
  const width = Math.max(high - low, high * 0.05, Number.EPSILON);
  const from = low - width * ROOM;
  const scale = WIDTH / (width * (1 + 2 * ROOM));
  const at = Math.min(WIDTH - 1.5, Math.max(0, (value - from) * scale - 0.75));
  return (
    <svg class="norm-bar" viewBox={`0 0 ${WIDTH} 6`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="norm-ground" width={WIDTH} height="6" />
      <rect class="norm-band" x={(low - from) * scale} width={width * scale} height="6" />
      <rect class="norm-mark" x={at} width="1.5" height="6" />
    </svg>
  );
}
