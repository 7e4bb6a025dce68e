/** Six figures of this moment, each beside what is usual at this hour of the week. */
import { useFetched } from '../../api/use-fetched.ts';
import {
  formatClock,
  formatCount,
  formatDecimal,
  formatMoney,
  formatMoneyWhole,
  formatPercent,
} from '../../figures/format.ts';
import type { LiveState } from '../../live/live-state.ts';
import { serverNow } from '../../live/server-clock.ts';
import { KeyFigure, type KeyFigureProps } from './key-figure.tsx';
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
/** From here on cents have no room, and say nothing. */
const WHOLE_FROM = 1_000_000;

/** What the figures are made of, at one moment. */
interface Moment extends KeyFiguresProps {
  readonly norms: NormsAnswer['lastHour'] | undefined;
  readonly nowMs: number;
}

export function KeyFigures(props: KeyFiguresProps) {
  const norms = useFetched<NormsAnswer>('/v1/norms/now', { everyMs: NORMS_EVERY_MS }).data?.lastHour;
  const moment = { ...props, norms, nowMs: serverNow() };
  return (
    <div class="area-figures key-figures">
      {[...salesFigures(moment), ...trafficFigures(moment)].map((figure) => (
        <KeyFigure key={figure.name} {...figure} />
      ))}
    </div>
  );
}

/** Of the chosen category, which is not held against norms: they are the whole shop's. */
function salesFigures({ state, totals, presentMs, category, norms, nowMs }: Moment): readonly KeyFigureProps[] {
  const hourFromMs = (presentMs ?? nowMs) - (HOUR_WINDOWS - 1) * WINDOW_MS;
  const hour = salesBetween(totals, hourFromMs, Number.POSITIVE_INFINITY);
  // The present window is only partly over: in a trend it would look like a fall.
  const closed = windowSeries(totals, (presentMs ?? nowMs) - WINDOW_MS, HOUR_WINDOWS);
  const share = Math.min(1, Math.max(0, (nowMs - hourFromMs) / HOUR_MS));
  const ofShop = (norm: Norm | null | undefined) => (category === '' ? norm : undefined);
  const soFar = (norm: Norm | null | undefined) => ofShop(norm && normOfPart(norm, share));
  const money = (amount: number) => (amount < WHOLE_FROM ? formatMoney : formatMoneyWhole)(amount, state.currency);
  const scope = category === '' ? 'last hour' : category;
  return [
    {
      ...{ name: 'revenue', title: 'Revenue', scope, value: hour.revenue, format: money },
      norm: soFar(norms?.revenue),
      trend: closed.map((window) => window.revenue),
    },
    {
      ...{ name: 'orders', title: 'Orders', scope, value: hour.orders, format: formatCount },
      norm: soFar(norms?.orders),
      trend: closed.map((window) => window.orders),
    },
    {
      ...{ name: 'average-order-value', title: 'Average order', scope, value: hour.averageOrderValue, format: money },
      norm: ofShop(norms?.averageOrderValue),
      trend: closed.map((window) => (window.orders === 0 ? null : window.revenue / window.orders)),
    },
  ];
}

/** Always of the whole shop. */
function trafficFigures({ state, category, norms, nowMs }: Moment): readonly KeyFigureProps[] {
  const visits = trafficWindows(state).slice(-HOUR_WINDOWS - 1, -1);
  const traffic = presentTraffic(state, nowMs);
  const toMs = traffic.conversionToMs;
  const whole = (text: string) => (category === '' ? text : 'whole shop');
  return [
    {
      ...{ name: 'conversion', title: 'Conversion', value: traffic.conversion, format: formatPercent },
      scope: whole(toMs === null ? 'this window' : `hour to ${formatClock(toMs)}`),
      // The norm is an hour's: it says nothing of one window.
      norm: toMs === null ? norms && null : norms?.conversion,
      trend: conversionTrend(state),
    },
    {
      ...{ name: 'active-shoppers', title: 'Active shoppers', value: traffic.activeShoppers, format: formatCount },
      scope: whole('5 minutes'),
      norm: norms?.activeShoppers,
      trend: visits.map((window) => window.visitors),
    },
    {
      ...{
        name: 'events-per-second',
        title: 'Events/s',
        value: state.ops?.eventsPerSecond ?? null,
        format: eventsText,
      },
      scope: whole('now'),
      compared: traffic.eventsPerSecond,
      norm: norms?.eventsPerSecond,
      trend: state.eventRates,
    },
  ];
}

/** A small shop has less than one a second. */
function eventsText(rate: number): string {
  return rate > 0 && rate < 10 && !Number.isInteger(rate) ? formatDecimal(rate) : formatCount(rate);
}
