/** Products that are low now: who has each in hand, what is silenced and until when. New ones come by the live stream. */
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../live/live-provider.tsx';
import { tableNamed } from '../../live/live-state.ts';
import { useReloadOn } from '../../live/use-reload-on.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useHeld } from '../../parts/use-held.ts';
import { useMay } from '../../session/session-provider.tsx';
import { alertColumns } from './alert-columns.tsx';
import type { FiringAlert } from './stock-item.ts';
import { useSteadyAlerts } from './use-steady-alerts.ts';

const REFRESH_MS = 10_000;

export function AlertsPanel() {
  const stockAlerts = useLive((state) => tableNamed(state, 'stock_alerts'));
  const allAlerts = useLive((state) => tableNamed(state, 'alerts'));
  const mayAct = useMay('staff');
  const alerts = usePages<FiringAlert>('/v1/inventory/alerts/firing', { everyMs: REFRESH_MS });
  useReloadOn([stockAlerts, allAlerts], alerts.reload);
  const { isHeld, hand } = useHeld();
  const { rows, waiting, showNew } = useSteadyAlerts(alerts.items, isHeld);
  return (
    // The button is part of what is held: otherwise it would go from under the pointer on its way there.
    <div {...hand}>
      <Panel
        title="Low now"
        scope="newest first"
        actions={
          waiting > 0 && (
            <button type="button" class="button" onClick={showNew}>
              Show {waiting} new
            </button>
          )
        }
      >
        <Loaded from={{ ...alerts, data: rows }} lines={6}>
          {(shown) => (
            <DataTable
              caption="Products that are low now"
              columns={alertColumns(mayAct, alerts.reload)}
              rows={shown}
              keyOf={({ item: { fingerprint, startsAt } }) => `${fingerprint} ${startsAt}`}
              empty="Nothing has become low. A product stands here from the moment when its stock falls below its threshold; one that came in below it is under Products, Low."
            />
          )}
        </Loaded>
        <MoreButton more={alerts.more} />
      </Panel>
    </div>
  );
}
