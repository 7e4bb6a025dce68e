/** A button for what cannot be undone: it asks first. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmButtonProps {
  readonly title: string;
  /** What will happen, in words. */
  readonly question: ComponentChildren;
  /** The word on the button that does it. */
  readonly verb: string;
  readonly onAct: () => Promise<unknown>;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

export function ConfirmButton({ title, question, verb, onAct, disabled = false, children }: ConfirmButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const act = () => onAct().finally(close);
  return (
    <>
      <button type="button" class="button button-danger" disabled={disabled} onClick={() => setAsking(true)}>
        {children}
      </button>
      {isAsking && (
        <Dialog
          title={title}
          onClose={close}
          actions={
            <>
              <button type="button" class="button" onClick={close}>
                Cancel
              </button>
              <ActionButton kind="danger" onAct={act}>
                {verb}
              </ActionButton>
            </>
          }
        >
          {question}
        </Dialog>
      )}
    </>
  );
}
