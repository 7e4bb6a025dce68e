/** The window that is counting now: its revenue so far, its curve, and how it stands against the one before. */
import { useMemo } from 'preact/hooks';
import { formatClock, formatMoney } from '../../figures/format.ts';
import type { LiveState } from '../../live/live-state.ts';
import { Delta } from '../../parts/delta.tsx';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { type CurvePoint, presentCurve, windowCurve } from './window-curve.ts';
import { WindowCurveChart } from './window-curve-chart.tsx';
import { salesBetween, WINDOW_MS, type WindowTotal } from './window-totals.ts';

interface WindowPanelProps {
  readonly state: LiveState;
  readonly totals: readonly WindowTotal[];
  readonly presentMs: number | null;
  readonly theme: string;
}

export function WindowPanel({ state, totals, presentMs, theme }: WindowPanelProps) {
  const startMs = presentMs ?? 0;
  const { revenue } = salesBetween(totals, startMs, startMs + WINDOW_MS);
  const { revenue_live: steps } = state.views;
  const present = useMemo(() => presentCurve(state, startMs, revenue), [steps, state.ops, startMs, revenue]);
  const previous = useMemo(() => windowCurve(state, startMs - WINDOW_MS), [steps, startMs]);
  const scope = presentMs === null ? undefined : `${formatClock(startMs)} – ${formatClock(startMs + WINDOW_MS)}`;
  return (
    <Panel title="This window" scope={scope} area="window">
      <p class="lead-figure" data-figure="revenue-window">
        {formatMoney(revenue, state.currency)}
      </p>
      <p class="hero-notes">
        <Delta share={growth(present, previous)} against="the last window" />
      </p>
      <div class="chart-box">
        {presentMs === null ? (
          <EmptyNote>The curve of the present five minutes.</EmptyNote>
        ) : (
          <WindowCurveChart present={present} previous={previous} currency={state.currency} theme={theme} />
        )}
      </div>
    </Panel>
  );
}

/** How much more this window has than the one before had after as many seconds; null without such a window. */
function growth(present: readonly CurvePoint[], previous: readonly CurvePoint[]): number | null {
  const now = present.at(-1);
  const before = previous.findLast((point) => point.second <= (now?.second ?? 0));
  if (!now || !before || before.revenue === 0) return null;
  return now.revenue / before.revenue - 1;
}
