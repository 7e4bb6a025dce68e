/** Somebody takes a low product in hand: who, and what is being done about it. */
import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import { TextField } from '../../parts/fields.tsx';
import { useActingName } from '../../session/use-acting-name.ts';
import { FormDialog } from './form-dialog.tsx';
import type { FiringAlert } from './stock-item.ts';

export interface AlertDialogProps {
  readonly alert: FiringAlert;
  readonly onClose: () => void;
  /** What has been done, in words. */
  readonly onDone: (text: string) => void;
}

export function TakeDialog({ alert, onClose, onDone }: AlertDialogProps) {
  const acting = useActingName();
  const [who, setWho] = useState(acting.name);
  const [note, setNote] = useState('');
  const name = who.trim();
  const take = async () => {
    if (!acting.isKeys) acting.setName(name);
    const json = { startsAt: alert.startsAt, by: name, note: note.trim() };
    await request(`/v1/alerts/${alert.fingerprint}/acknowledge`, { json });
    onDone(`${name} has ${alert.name ?? alert.productId} in hand.`);
  };
  return (
    <FormDialog
      title={`Take ${alert.name ?? alert.productId} in hand`}
      verb="Take"
      isReady={name !== ''}
      onAct={take}
      onClose={onClose}
    >
      {!acting.isKeys && (
        <TextField label="Your name" value={who} onInput={setWho} hint="Everyone who looks here sees it." />
      )}
      <TextField label="What is being done" value={note} onInput={setNote} lines={3} placeholder="60 pieces ordered" />
    </FormDialog>
  );
}
