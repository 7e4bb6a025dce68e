/** What happens now: revenue first, then what makes it, then how well the machinery runs. */
import { useLiveState } from '../../live/live-provider.tsx';
import { useTheme } from '../../shell/theme.ts';
import { CategoriesPanel } from './categories-panel.tsx';
import { KeyFigures } from './key-figures.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { PipelinePanel } from './pipeline-panel.tsx';
import { ProductsPanel } from './products-panel.tsx';
import { RevenuePanel } from './revenue-panel.tsx';
import { conversion, trafficSince, trafficWindows } from './traffic.ts';
import { WindowPanel } from './window-panel.tsx';
import { presentWindow, WINDOW_MS, windowTotals } from './window-totals.ts';
import './now.css';
import './figures.css';
import './lists.css';
import './pipeline.css';

const HOUR_MS = 12 * WINDOW_MS;

export function NowPage() {
  const state = useLiveState();
  const theme = useTheme();
  const presentMs = presentWindow(state);
  const hourFromMs = (presentMs ?? 0) - HOUR_MS + WINDOW_MS;
  const totals = windowTotals(state);
  const traffic = trafficWindows(state);
  return (
    <div class="now-grid">
      <RevenuePanel totals={totals} presentMs={presentMs} currency={state.currency} theme={theme} />
      <WindowPanel state={state} totals={totals} presentMs={presentMs} theme={theme} />
      <KeyFigures
        totals={totals}
        traffic={traffic}
        presentMs={presentMs}
        openSessions={state.ops?.openSessions ?? null}
        conversion={conversion(trafficSince(traffic, hourFromMs))}
        currency={state.currency}
      />
      <ProductsPanel state={state} />
      <CategoriesPanel state={state} fromMs={hourFromMs} />
      <OrdersPanel state={state} />
      <PipelinePanel ops={state.ops} eventRates={state.eventRates} />
    </div>
  );
}
