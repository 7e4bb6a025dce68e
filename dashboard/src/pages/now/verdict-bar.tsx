/** What became of the events since the start: accepted, duplicate, late, quarantined. */

import { formatCount } from '../../figures/format.ts';
import type { Ops } from '../../live/messages.ts';

const VERDICTS = ['accepted', 'duplicate', 'late', 'quarantined'] as const;
type Verdict = (typeof VERDICTS)[number];

interface Segment {
  readonly verdict: Verdict;
  readonly count: number;
  /** Percent of the bar. */
  readonly start: number;
  readonly width: number;
}

export function VerdictBar({ verdicts }: { readonly verdicts: Ops['verdicts'] | undefined }) {
  const segments = segmentsOf(verdicts);
  return (
    <div class="verdicts">
      <svg class="verdict-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="share-bar-ground" width="100" height="6" />
        {segments.map(({ verdict, start, width }) => (
          <rect key={verdict} class={`verdict-${verdict}`} x={start} width={width} height="6" />
        ))}
      </svg>
      <dl>
        {segments.map(({ verdict, count }) => (
          <div key={verdict}>
            <dt>
              <span class={`swatch verdict-${verdict}`} />
              {verdict}
            </dt>
            <dd data-figure={verdict}>{verdicts ? formatCount(count) : '–'}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function segmentsOf(verdicts: Ops['verdicts'] | undefined): readonly Segment[] {
  const counts = VERDICTS.map((verdict) => ({ verdict, count: verdicts?.[verdict] ?? 0 }));
  const total = counts.reduce((sum, { count }) => sum + count, 0) || 1;
  let start = 0;
  return counts.map(({ verdict, count }) => {
    const width = (count / total) * 100;
    start += width;
    return { verdict, count, start: start - width, width };
  });
}
