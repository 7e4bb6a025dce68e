/** Takes an alert in hand or gives it back, silences it or ends that. */
import { useState } from 'preact/hooks';
import { request, withQuery } from '../../api/request.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { useNotice } from '../../parts/notices.tsx';
import { SilenceDialog } from './silence-dialog.tsx';
import type { FiringAlert } from './stock-item.ts';
import { TakeDialog } from './take-dialog.tsx';

interface AlertActionsProps {
  readonly alert: FiringAlert;
  readonly onChanged: () => void;
}

type Asking = 'take' | 'silence' | null;

export function AlertActions({ alert, onChanged }: AlertActionsProps) {
  const say = useNotice();
  const [asking, setAsking] = useState<Asking>(null);
  const { fingerprint, startsAt, productId, acknowledged, silence } = alert;
  const name = alert.name ?? productId;
  const done = (text: string) => {
    setAsking(null);
    say(text);
    onChanged();
  };
  const giveBack = async () => {
    await request(withQuery(`/v1/alerts/${fingerprint}/acknowledge`, { startsAt }), { method: 'DELETE' });
    done(`Nobody has ${name} in hand any more.`);
  };
  const endSilence = async () => {
    await request(`/v1/inventory/${encodeURIComponent(productId)}/silence`, { method: 'DELETE' });
    done(`${name} is told of again.`);
  };
  return (
    <span class="row-actions">
      {acknowledged ? (
        <ActionButton onAct={giveBack}>Give back</ActionButton>
      ) : (
        <button type="button" class="button" onClick={() => setAsking('take')}>
          Take<span class="unseen"> {name}</span>
        </button>
      )}
      {silence?.id.startsWith('stock-') ? (
        <ActionButton onAct={endSilence}>End silence</ActionButton>
      ) : (
        <button type="button" class="button" onClick={() => setAsking('silence')}>
          Silence<span class="unseen"> {name}</span>
        </button>
      )}
      {asking === 'take' && <TakeDialog alert={alert} onClose={() => setAsking(null)} onDone={done} />}
      {asking === 'silence' && <SilenceDialog alert={alert} onClose={() => setAsking(null)} onDone={done} />}
    </span>
  );
}
