/** A dialog with a form: Enter does what its button does, which waits until enough has been said. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useAction } from '../../parts/action-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';

interface FormDialogProps {
  readonly title: string;
  /** The word on the button that does it. */
  readonly verb: string;
  readonly isReady: boolean;
  readonly onAct: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function FormDialog({ title, verb, isReady, onAct, onClose, children }: FormDialogProps) {
  const id = useId();
  const { act, isActing } = useAction(onAct);
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (isReady) act();
  };
  const actions = (
    <>
      <button type="button" class="button" onClick={onClose}>
        Cancel
      </button>
      <button
        type="submit"
        form={id}
        class="button button-primary"
        disabled={!isReady || isActing}
        aria-busy={isActing}
      >
        {verb}
      </button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <form id={id} class="stock-form" onSubmit={onSubmit}>
        {children}
      </form>
    </Dialog>
  );
}
