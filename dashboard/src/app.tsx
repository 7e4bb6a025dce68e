/** The whole page: revenue first, then what makes it, then how well the machinery runs. */
import { conversion, trafficSince, trafficWindows } from './figures/traffic.ts';
import { presentWindow, WINDOW_MS, windowTotals } from './figures/window-totals.ts';
import { CategoriesPanel } from './panels/categories-panel.tsx';
import { KeyFigures } from './panels/key-figures.tsx';
import { OrdersPanel } from './panels/orders-panel.tsx';
import { PageHeader } from './panels/page-header.tsx';
import { PipelinePanel } from './panels/pipeline-panel.tsx';
import { ProductsPanel } from './panels/products-panel.tsx';
import { RevenuePanel } from './panels/revenue-panel.tsx';
import { WindowPanel } from './panels/window-panel.tsx';
import { useLiveState } from './state/live-store.ts';
import { useTheme } from './state/theme.ts';

const HOUR_MS = 12 * WINDOW_MS;

export function App() {
  const state = useLiveState();
  const { theme, toggle } = useTheme();
  const presentMs = presentWindow(state);
  const hourFromMs = (presentMs ?? 0) - HOUR_MS + WINDOW_MS;
  const totals = windowTotals(state);
  const traffic = trafficWindows(state);
  return (
    <>
      <PageHeader connection={state.connection} theme={theme} onToggleTheme={toggle} />
      <main class="grid">
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
      </main>
    </>
  );
}
