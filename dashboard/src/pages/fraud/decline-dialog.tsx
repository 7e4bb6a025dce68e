/** Asks before an order is declined as fraud: it counts against the buyer, the device, the card and the address. */
import { useState } from 'preact/hooks';
import { ActionButton } from '../../parts/action-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import type { CaseAnswer } from './answers.ts';

interface DeclineDialogProps {
  readonly found: CaseAnswer;
  readonly onClose: () => void;
  readonly onDecline: (note: string) => Promise<void>;
}

export function DeclineDialog({ found, onClose, onDecline }: DeclineDialogProps) {
  const [note, setNote] = useState('');
  return (
    <Dialog
      title={`Decline order ${found.orderId} as fraud?`}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <ActionButton kind="danger" onAct={() => onDecline(note.trim())}>
            Decline
          </ActionButton>
        </>
      }
    >
      <p>
        The order is labelled a fraud. That counts against {found.visitor ?? 'its buyer'}, and against the device, the
        card and the address that it came with. The case can be opened again.
      </p>
      <TextField
        label="Note, if there is something to say"
        value={note}
        onInput={setNote}
        lines={3}
        placeholder="What makes it a fraud?"
      />
    </Dialog>
  );
}
