/** Stock: what is low or gone, who looks after it, what sells faster than usual, and what should be ordered. */
import { useFetched } from '../../api/use-fetched.ts';
import { useLive } from '../../live/live-provider.tsx';
import { tableNamed } from '../../live/live-state.ts';
import { useReloadOn } from '../../live/use-reload-on.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { FastMoversPanel } from './fast-movers-panel.tsx';
import { ProductsPanel } from './products-panel.tsx';
import type { StockSummary } from './stock-item.ts';
import { SummaryFigures } from './summary-figures.tsx';
import './stock.css';

const REFRESH_MS = 5_000;

export function StockPage() {
  const summary = useFetched<StockSummary>('/v1/inventory/summary', { everyMs: REFRESH_MS });
  useReloadOn([useLive((state) => tableNamed(state, 'stock_alerts'))], summary.reload);
  return (
    <div class="stack">
      <SummaryFigures summary={summary} />
      <div class="split stock-split">
        <AlertsPanel />
        <FastMoversPanel />
      </div>
      <ProductsPanel categories={summary.data?.categories ?? []} />
    </div>
  );
}
