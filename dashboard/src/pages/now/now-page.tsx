/** What happens now: six figures beside their norms, revenue over the chosen time, and what makes it. */
import { useCallback, useMemo } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { type TimeRange, useTimeRange } from '../../address/use-time-range.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { useLiveState } from '../../live/live-provider.tsx';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { useReloadOn } from '../../live/use-reload-on.ts';
import { useMay } from '../../session/session-provider.tsx';
import { useTheme } from '../../shell/theme.ts';
import { CategoriesPanel } from './categories-panel.tsx';
import { CorrectionsPanel } from './corrections-panel.tsx';
import { CountriesPanel } from './countries-panel.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { KeyFigures } from './key-figures.tsx';
import { NowFilters } from './now-filters.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { ProductsPanel } from './products-panel.tsx';
import { RevenuePanel } from './revenue-panel.tsx';
import { SearchesPanel } from './searches-panel.tsx';
import { type TimelineAnswer, timelineWithLive } from './timeline.ts';
import { trafficWindows } from './traffic.ts';
import { WindowPanel } from './window-panel.tsx';
import { windowTakings } from './window-takings.ts';
import { presentWindow, windowTotals } from './window-totals.ts';
import './now.css';
import './figures.css';
import './lists.css';

const TIMELINE_EVERY_MS = 10_000;
const CORRECTIONS_EVERY_MS = 2_000;
const MINUTE_MS = 60_000;
const PLACES = 8;

export function NowPage() {
  const state = useLiveState();
  const theme = useTheme();
  const range = useTimeRange('1h');
  const [category, setCategory] = useParameter('category');
  const asked = spanParameters(range);
  const fetched = useFetched<TimelineAnswer>(withQuery('/v1/revenue/timeline', { ...asked, category, open: 'false' }), {
    everyMs: TIMELINE_EVERY_MS,
  });
  // What has been added up is old as soon as a correction is told.
  useReloadOn([tableNamed(state, 'revenue_corrections')], fetched.reload, CORRECTIONS_EVERY_MS);
  const { revenue, revenue_total: total, traffic } = state.views;
  const timeline = useMemo(
    () => fetched.data && timelineWithLive(fetched.data, windowTakings(state, category), endOf(range)),
    [fetched.data, revenue, total, category, range],
  );
  const shopTotals = useMemo(() => windowTotals(state), [total]);
  const totals = useMemo(
    () => (category === '' ? shopTotals : windowTotals(state, category)),
    [shopTotals, revenue, category],
  );
  // What single orders say is told to staff alone.
  const mayOrders = useMay('staff');
  const onSelect = useCallback((fromMs: number, toMs: number) => range.chooseBetween(fromMs, toMs), [range]);
  const presentMs = useMemo(() => presentWindow(state), [total, traffic]);
  const scope = category === '' ? scopeOf(range) : `${category}, ${scopeOf(range)}`;
  return (
    <div class="now-grid">
      <KeyFigures state={state} totals={totals} presentMs={presentMs} category={category} />
      <NowFilters
        range={range}
        category={category}
        categories={fetched.data?.allCategories ?? []}
        onChoose={setCategory}
      />
      <RevenuePanel
        fetched={fetched}
        timeline={timeline}
        scope={scope}
        currency={state.currency}
        theme={theme}
        category={category}
        onCategory={setCategory}
        onSelect={onSelect}
      />
      <WindowPanel state={state} totals={shopTotals} presentMs={presentMs} theme={theme} />
      <FunnelPanel
        path={withQuery('/v1/traffic', { ...asked, category })}
        present={range.name === '1h' ? trafficWindows(state).at(-1) : undefined}
      />
      <CategoriesPanel
        timeline={timeline}
        scope={scopeOf(range)}
        currency={state.currency}
        chosen={category}
        onChoose={setCategory}
      />
      {mayOrders && <OrdersPanel state={state} category={category} />}
      <Lists state={state} range={range} category={category} />
      <CorrectionsPanel state={state} category={category} />
    </div>
  );
}

interface ListsProps {
  readonly state: LiveState;
  readonly range: TimeRange;
  readonly category: string;
}

/** What draws interest, and from where. */
function Lists({ state, range, category }: ListsProps) {
  const asked = { ...spanParameters(range), n: PLACES };
  const { currency } = state;
  const searches = withQuery('/v1/searches', asked);
  const countries = withQuery('/v1/traffic/countries', asked);
  // What is not told live is drawn when it is fetched, not with each of the many messages.
  return (
    <>
      <ProductsPanel
        state={state}
        category={category}
        path={range.name === '1h' ? null : withQuery('/v1/trending/hours', { ...asked, category })}
      />
      {useMemo(
        () => (
          <SearchesPanel path={searches} />
        ),
        [searches],
      )}
      {useMemo(
        () => (
          <CountriesPanel path={countries} currency={currency} />
        ),
        [countries, currency],
      )}
    </>
  );
}

/** A range up to now stays one address however long the page is open: the server knows what time it is. */
function spanParameters({ name, from, to, spanMs }: TimeRange): Readonly<Record<string, string | number>> {
  return name === null && to !== undefined ? { from, to } : { minutes: spanMs / MINUTE_MS };
}

function endOf({ to }: TimeRange): number | undefined {
  return to === undefined ? undefined : Date.parse(to);
}

const SCOPES = {
  '1h': 'last hour',
  '3h': 'last 3 hours',
  '12h': 'last 12 hours',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
};

function scopeOf({ name }: TimeRange): string {
  return name === null ? 'the chosen time' : SCOPES[name];
}
