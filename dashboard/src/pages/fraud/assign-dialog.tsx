/** Gives a case to somebody. */
import { useState } from 'preact/hooks';
import { useAction } from '../../parts/action-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import { useActingName } from '../../session/use-acting-name.ts';

interface AssignDialogProps {
  readonly onClose: () => void;
  readonly onAssign: (assignee: string) => Promise<void>;
}

export function AssignDialog({ onClose, onAssign }: AssignDialogProps) {
  const acting = useActingName();
  const [told, setTold] = useState<string | null>(null);
  const name = told ?? acting.name;
  const { act, isActing } = useAction(async () => {
    // Where no key says who works here, the first name that is given is one's own.
    if (!acting.isKeys && acting.name === '') acting.setName(name.trim());
    await onAssign(name.trim());
  });
  const isEmpty = name.trim() === '';
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (!isEmpty) act();
  };
  return (
    <Dialog title="Assign the case" onClose={onClose}>
      <form class="dialog-form" onSubmit={onSubmit}>
        <TextField label="Who looks into it" value={name} onInput={setTold} placeholder="Name" />
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={isEmpty || isActing} aria-busy={isActing}>
            Assign
          </button>
        </div>
      </form>
    </Dialog>
  );
}
