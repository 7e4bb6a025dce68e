/** What the shop has taken today, and by window over the last hours. */
import { useMemo, useState } from 'preact/hooks';
import { formatCount, formatMoney } from '../../figures/format.ts';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { RangeChoice } from './range-choice.tsx';
import { RevenueBars } from './revenue-bars.tsx';
import { salesBetween, startOfDay, WINDOW_MS, type WindowTotal, windowSeries } from './window-totals.ts';

interface RevenuePanelProps {
  readonly totals: readonly WindowTotal[];
  readonly presentMs: number | null;
  readonly currency: string;
  readonly theme: string;
}

const HOUR_WINDOWS = 12;

export function RevenuePanel({ totals, presentMs, currency, theme }: RevenuePanelProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const nowMs = presentMs ?? 0;
  const hours = chosen ?? hoursToShow(nowMs - (totals[0]?.startMs ?? nowMs));
  const today = salesBetween(totals, startOfDay(nowMs), nowMs + WINDOW_MS);
  const lastHour = salesBetween(totals, nowMs - (HOUR_WINDOWS - 1) * WINDOW_MS, nowMs + WINDOW_MS);
  const bars = useMemo(() => windowSeries(totals, nowMs, hours * HOUR_WINDOWS), [totals, nowMs, hours]);
  return (
    <Panel title="Revenue" scope="today" area="revenue" actions={<RangeChoice hours={hours} onChoose={setChosen} />}>
      <p class="hero-figure" data-figure="revenue-today">
        {formatMoney(today.revenue, currency)}
      </p>
      <p class="hero-notes">
        <span>
          <b data-figure="revenue-hour">{formatMoney(lastHour.revenue, currency)}</b> in the last hour
        </span>
        <span>
          <b>{formatCount(today.orders)}</b> orders today
        </span>
      </p>
      <div class="chart-box">
        {presentMs === null ? (
          <EmptyNote>
            Nothing has been sold yet. Send events to <code>POST /v1/events</code>, or run <code>npm run demo</code>.
          </EmptyNote>
        ) : (
          <RevenueBars bars={bars} currency={currency} theme={theme} />
        )}
      </div>
    </Panel>
  );
}

/** Until the reader chooses: an hour for a shop that has just started, three for one that has run for longer. */
function hoursToShow(runningMs: number): number {
  return runningMs < HOUR_WINDOWS * WINDOW_MS ? 1 : 3;
}
