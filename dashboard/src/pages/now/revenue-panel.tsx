/** What the shop has taken in the chosen time: in one figure, by category over time, and what of it does not stand. */
import { useMemo } from 'preact/hooks';
import type { Fetched } from '../../api/use-fetched.ts';
import { seriesName } from '../../charts/series-color.ts';
import { formatCount, formatMoney } from '../../figures/format.ts';
import { FaultNote } from '../../parts/fault-note.tsx';
import { usePaced } from '../../parts/paced.ts';
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { RevenueChart } from './revenue-chart.tsx';
import type { Timeline, TimelineAnswer, TimelineTotal } from './timeline.ts';

interface RevenuePanelProps {
  readonly fetched: Fetched<TimelineAnswer>;
  /** Undefined until the first answer has come. */
  readonly timeline: Timeline | undefined;
  readonly scope: string;
  readonly currency: string;
  readonly theme: string;
  readonly category: string;
  readonly onCategory: (category: string) => void;
  readonly onSelect: (fromMs: number, toMs: number) => void;
}

/** The figure moves at once; bars that are drawn more often than this show nothing more. */
const CHART_EVERY_MS = 250;

export function RevenuePanel(props: RevenuePanelProps) {
  const { fetched, timeline, scope, currency } = props;
  const total = timeline?.total;
  return (
    <Panel title="Revenue over time" scope={scope} area="revenue">
      <p class="hero-figure" data-figure="revenue-range">
        {total ? formatMoney(total.stands, currency) : '–'}
      </p>
      <p class="hero-notes">
        <span>
          <b data-figure="orders-range">{total ? formatCount(total.orders) : '–'}</b> orders
        </span>
        <span>
          <b>{total && total.averageOrderValue !== null ? formatMoney(total.averageOrderValue, currency) : '–'}</b> on
          average
        </span>
        {total && total.revenue !== total.stands && (
          <span>
            <b>{formatMoney(total.revenue, currency)}</b> before corrections
          </span>
        )}
      </p>
      {fetched.fault !== null && <FaultNote fault={fetched.fault} onRetry={fetched.reload} />}
      <div class={fetched.isLoading && timeline ? 'chart-box stale' : 'chart-box'} aria-busy={fetched.isLoading}>
        <Chart {...props} />
      </div>
      <Legend {...props} />
      <Losses total={total} currency={currency} />
    </Panel>
  );
}

function Chart({ timeline: newest, currency, theme, onSelect }: RevenuePanelProps) {
  const timeline = usePaced(newest, CHART_EVERY_MS);
  if (!timeline) return null;
  if (timeline.categories.length > 0) {
    return <RevenueChart timeline={timeline} currency={currency} theme={theme} onSelect={onSelect} />;
  }
  return (
    <EmptyNote>
      Nothing was sold in this time. Choose a longer one, send events to <code>POST /v1/events</code>, or run{' '}
      <code>npm run demo</code>.
    </EmptyNote>
  );
}

/** Names choose their category. */
function Legend({ timeline, category, onCategory }: RevenuePanelProps) {
  const categories = timeline?.categories ?? [];
  const hasLosses = useMemo(() => timeline?.steps.some(({ lost }) => lost > 0) ?? false, [timeline]);
  return (
    <ul class="category-legend" aria-label="Categories in the chart">
      {categories.map((name, index) => (
        <li key={name ?? ''}>
          <span class={`category-swatch ${seriesName(name, index)}`} />
          {name === null ? (
            <span>others</span>
          ) : (
            <button type="button" onClick={() => onCategory(name === category ? '' : name)} title={name}>
              {name}
            </button>
          )}
        </li>
      ))}
      {hasLosses && (
        <li>
          <span class="category-swatch category-lost" />
          <span>cancelled or taken back</span>
        </li>
      )}
      {category !== '' && (
        <li>
          <button type="button" onClick={() => onCategory('')}>
            All categories
          </button>
        </li>
      )}
    </ul>
  );
}

/** What the hatched parts are, and what has changed windows that had closed. */
function Losses({ total, currency }: { readonly total: TimelineTotal | undefined; readonly currency: string }) {
  const money = (amount: number) => formatMoney(Math.abs(amount), currency);
  const {
    cancelled = 0,
    cancelledOrders = 0,
    takenBack = 0,
    takenBackLines = 0,
    late = 0,
    lateLines = 0,
  } = total ?? {};
  return (
    <dl class="losses">
      <div>
        <dt>Cancelled at once</dt>
        <dd>
          <b data-figure="cancelled">{money(cancelled)}</b> {orders(cancelledOrders)}, never in revenue
        </dd>
      </div>
      <div>
        <dt>Taken back later</dt>
        <dd>
          <b data-figure="taken-back">{takenBack === 0 ? money(0) : `−${money(takenBack)}`}</b> {lines(takenBackLines)}
        </dd>
      </div>
      <div>
        <dt>Came late</dt>
        <dd>
          <b data-figure="late">{late === 0 ? money(0) : `+${money(late)}`}</b> {lines(lateLines)}
        </dd>
      </div>
    </dl>
  );
}

function orders(count: number): string {
  return count === 1 ? 'of 1 order' : `of ${formatCount(count)} orders`;
}

function lines(count: number): string {
  return count === 1 ? 'in 1 line' : `in ${formatCount(count)} lines`;
}
