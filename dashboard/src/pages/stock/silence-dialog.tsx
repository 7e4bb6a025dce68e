/** For some time a product's low stock is told to nobody: how long, why, and who says so. */
import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import { formatMoment } from '../../figures/format.ts';
import { serverNow } from '../../live/server-clock.ts';
import { Select, TextField } from '../../parts/fields.tsx';
import { useActingName } from '../../session/use-acting-name.ts';
import { FormDialog } from './form-dialog.tsx';
import type { AlertDialogProps } from './take-dialog.tsx';

const HOUR_MS = 3_600_000;
const SPANS = [
  ['4', '4 hours'],
  ['24', '1 day'],
  ['72', '3 days'],
  ['168', '1 week'],
  ['336', '2 weeks'],
  ['720', '30 days'],
] as const;

export function SilenceDialog({ alert, onClose, onDone }: AlertDialogProps) {
  const acting = useActingName();
  const [who, setWho] = useState(acting.name);
  const [hours, setHours] = useState<string>('24');
  const [why, setWhy] = useState('');
  const name = who.trim();
  const silence = async () => {
    if (!acting.isKeys) acting.setName(name);
    const endsAt = new Date(serverNow() + Number(hours) * HOUR_MS).toISOString();
    const json = { endsAt, createdBy: name, comment: why.trim() };
    await request(`/v1/inventory/${encodeURIComponent(alert.productId)}/silence`, { json });
    onDone(`${alert.name ?? alert.productId} is told to nobody until ${formatMoment(Date.parse(endsAt))}.`);
  };
  return (
    <FormDialog
      title={`Silence ${alert.name ?? alert.productId}`}
      verb="Silence"
      isReady={name !== '' && why.trim() !== ''}
      onAct={silence}
      onClose={onClose}
    >
      <Select label="For how long" value={hours} options={SPANS} onChoose={setHours} />
      <TextField label="Why" value={why} onInput={setWhy} lines={2} placeholder="A delivery is on its way" />
      {!acting.isKeys && <TextField label="Your name" value={who} onInput={setWho} />}
      <p class="field-hint">It stays in the list, and is not sent to anyone meanwhile.</p>
    </FormDialog>
  );
}
