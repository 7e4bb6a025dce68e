/** Four figures that explain the revenue: how many orders, how large, who is here, and how many of them buy. */
import { formatCount, formatMoney, formatPercent } from '../../figures/format.ts';
import { KeyFigure } from './key-figure.tsx';
import { conversion as conversionOf, type Traffic } from './traffic.ts';
import { salesBetween, WINDOW_MS, type WindowTotal, windowSeries } from './window-totals.ts';

interface KeyFiguresProps {
  readonly totals: readonly WindowTotal[];
  readonly traffic: readonly Traffic[];
  readonly presentMs: number | null;
  readonly openSessions: number | null;
  /** Of the last hour, 0 to 1. */
  readonly conversion: number | null;
  readonly currency: string;
}

const HOUR_WINDOWS = 12;

export function KeyFigures({ totals, traffic, presentMs, openSessions, conversion, currency }: KeyFiguresProps) {
  const nowMs = presentMs ?? 0;
  const hour = salesBetween(totals, nowMs - (HOUR_WINDOWS - 1) * WINDOW_MS, nowMs + WINDOW_MS);
  const present = salesBetween(totals, nowMs, nowMs + WINDOW_MS);
  // The present window is only partly over: in a trend it would look like a fall.
  const closed = windowSeries(totals, nowMs - WINDOW_MS, HOUR_WINDOWS);
  const visits = traffic.slice(-HOUR_WINDOWS - 1);
  const now = visits.at(-1);
  return (
    <div class="area-figures figures">
      <KeyFigure
        name="orders"
        title="Orders"
        scope="last hour"
        value={formatCount(hour.orders)}
        note={`${formatCount(present.orders)} in this window`}
        trend={closed.map((window) => window.orders)}
      />
      <KeyFigure
        name="average-order-value"
        title="Average order"
        scope="last hour"
        value={hour.averageOrderValue === null ? '–' : formatMoney(hour.averageOrderValue, currency)}
        note={
          present.averageOrderValue === null ? '' : `${formatMoney(present.averageOrderValue, currency)} in this window`
        }
        trend={closed.map((window) => (window.orders === 0 ? null : window.revenue / window.orders))}
      />
      <KeyFigure
        name="active-sessions"
        title="Active sessions"
        scope="now"
        value={openSessions === null ? '–' : formatCount(openSessions)}
        note={`${formatCount(now?.visitors ?? 0)} visitors in this window`}
        trend={visits.slice(0, -1).map((window) => window.visitors)}
      />
      <KeyFigure
        name="conversion"
        title="Conversion"
        scope="last hour"
        value={conversion === null ? '–' : formatPercent(conversion)}
        note={funnelText(now)}
        trend={visits.slice(0, -1).map(conversionOf)}
      />
    </div>
  );
}

function funnelText(window: Traffic | undefined): string {
  if (!window) return '';
  return `${formatCount(window.viewers)} looked, ${formatCount(window.carts)} carted, ${formatCount(window.buyers)} bought`;
}
