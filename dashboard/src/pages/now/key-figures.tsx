/** Six figures of this moment, each beside what is usual at this hour of the week. */
import { useFetched } from '../../api/use-fetched.ts';
import { formatClock, formatCount, formatDecimal, formatMoney, formatPercent } from '../../figures/format.ts';
import type { LiveState } from '../../live/live-state.ts';
import { serverNow } from '../../live/server-clock.ts';
import { KeyFigure } from './key-figure.tsx';
import { type Norm, type NormsAnswer, normOfPart } from './norms.ts';
import { conversionTrend, presentTraffic } from './present-traffic.ts';
import { trafficWindows } from './traffic.ts';
import { salesBetween, WINDOW_MS, type WindowTotal, windowSeries } from './window-totals.ts';

interface KeyFiguresProps {
  readonly state: LiveState;
  /** Of the chosen category, or of the whole shop. */
  readonly totals: readonly WindowTotal[];
  /** Epoch milliseconds; null before the first event. */
  readonly presentMs: number | null;
  readonly category: string;
}

const HOUR_WINDOWS = 12;
const HOUR_MS = HOUR_WINDOWS * WINDOW_MS;
const NORMS_EVERY_MS = 60_000;

export function KeyFigures({ state, totals, presentMs, category }: KeyFiguresProps) {
  const norms = useFetched<NormsAnswer>('/v1/norms/now', { everyMs: NORMS_EVERY_MS }).data?.lastHour;
  const nowMs = serverNow();
  const hourFromMs = (presentMs ?? nowMs) - (HOUR_WINDOWS - 1) * WINDOW_MS;
  const hour = salesBetween(totals, hourFromMs, Number.POSITIVE_INFINITY);
  // The present window is only partly over: in a trend it would look like a fall.
  const closed = windowSeries(totals, (presentMs ?? nowMs) - WINDOW_MS, HOUR_WINDOWS);
  const visits = trafficWindows(state).slice(-HOUR_WINDOWS - 1, -1);
  const traffic = presentTraffic(state, nowMs);
  const share = Math.min(1, Math.max(0, (nowMs - hourFromMs) / HOUR_MS));
  // Norms are the whole shop's: a category is not held against them.
  const ofShop = (norm: Norm | null | undefined) => (category === '' ? norm : undefined);
  const sofar = (norm: Norm | null | undefined) => ofShop(norm && normOfPart(norm, share));
  const money = (amount: number) => formatMoney(amount, state.currency);
  const scope = category === '' ? 'last hour' : category;
  const whole = (text: string) => (category === '' ? text : 'whole shop');
  return (
    <div class="area-figures figures">
      <KeyFigure
        name="revenue"
        title="Revenue"
        scope={scope}
        value={hour.revenue}
        format={money}
        norm={sofar(norms?.revenue)}
        trend={closed.map((window) => window.revenue)}
      />
      <KeyFigure
        name="orders"
        title="Orders"
        scope={scope}
        value={hour.orders}
        format={formatCount}
        norm={sofar(norms?.orders)}
        trend={closed.map((window) => window.orders)}
      />
      <KeyFigure
        name="average-order-value"
        title="Average order"
        scope={scope}
        value={hour.averageOrderValue}
        format={money}
        norm={ofShop(norms?.averageOrderValue)}
        trend={closed.map((window) => (window.orders === 0 ? null : window.revenue / window.orders))}
      />
      <KeyFigure
        name="conversion"
        title="Conversion"
        scope={whole(
          traffic.conversionToMs === null ? 'this window' : `hour to ${formatClock(traffic.conversionToMs)}`,
        )}
        value={traffic.conversion}
        format={formatPercent}
        norm={traffic.conversionToMs === null ? norms && null : norms?.conversion}
        trend={conversionTrend(state)}
      />
      <KeyFigure
        name="active-shoppers"
        title="Active shoppers"
        scope={whole('5 minutes')}
        value={traffic.activeShoppers}
        format={formatCount}
        norm={norms?.activeShoppers}
        trend={visits.map((window) => window.visitors)}
      />
      <KeyFigure
        name="events-per-second"
        title="Events/s"
        scope={whole('now')}
        value={state.ops?.eventsPerSecond ?? null}
        compared={traffic.eventsPerSecond}
        format={eventsText}
        norm={norms?.eventsPerSecond}
        trend={state.eventRates}
      />
    </div>
  );
}

/** A small shop has less than one a second. */
function eventsText(rate: number): string {
  return rate > 0 && rate < 10 && !Number.isInteger(rate) ? formatDecimal(rate) : formatCount(rate);
}
