/** Alerts that fire or have been resolved, what keeps them from being told, and what could not be delivered. */
import { useEffect, useState } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../live/live-provider.tsx';
import { tableNamed } from '../../live/live-state.ts';
import { Choice } from '../../parts/choice.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useMay } from '../../session/session-provider.tsx';
import type { AlertAnswer } from './alert-answers.ts';
import { AlertTable } from './alert-table.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { NotAllowedNote } from './not-allowed-note.tsx';
import { SilencesPanel } from './silences-panel.tsx';

const STATES = [
  ['firing', 'Firing'],
  ['resolved', 'Resolved'],
  ['all', 'All'],
] as const;
const REFRESH_MS = 15_000;

/** Dead letters are for admins, who can do something about the destinations. */
export function AlertsPart() {
  const mayRead = useMay('staff');
  const mayResend = useMay('admin');
  if (!mayRead) return <NotAllowedNote access="staff" what="Alerts name orders and people" />;
  return (
    <div class="stack">
      <AlertsAndSilences />
      {mayResend && <DeadLetters />}
    </div>
  );
}

/**
 * A silence that is set on an alert shows in the list of silences at once: the list is drawn anew, by its key, and asks the
 * server again.
 */
function AlertsAndSilences() {
  const [status, setStatus] = useParameter('status', 'firing');
  const [silencesRound, setSilencesRound] = useState(0);
  const told = useLive((state) => tableNamed(state, 'alerts'));
  const path = withQuery('/v1/alerts', { status: status === 'all' ? '' : status, limit: 50 });
  const alerts = usePages<AlertAnswer>(path, { everyMs: REFRESH_MS });
  const { reload } = alerts;
  // What the live stream tells is that something has changed: the list itself has more than the newest.
  useEffect(reload, [told, reload]);
  const present = STATES.find(([state]) => state === status)?.[0] ?? 'firing';
  return (
    <>
      <Panel
        title="Alerts"
        actions={<Choice label="Which alerts" options={STATES} value={present} onChoose={setStatus} />}
      >
        <Loaded from={{ ...alerts, data: alerts.items }} lines={5}>
          {(items) => (
            <AlertTable
              alerts={items}
              empty={present === 'firing' ? 'Nothing fires.' : 'No alert has fired yet.'}
              onSilenced={() => {
                setSilencesRound((round) => round + 1);
                reload();
              }}
            />
          )}
        </Loaded>
        <MoreButton more={alerts.more} />
      </Panel>
      <SilencesPanel key={silencesRound} />
    </>
  );
}
