/** What can be done with a case, by button and by key. */
import { useState } from 'preact/hooks';
import { ActionButton, useAction } from '../../parts/action-button.tsx';
import type { CaseAnswer } from './answers.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { DeclineDialog } from './decline-dialog.tsx';
import { NOTE_FIELD } from './note-form.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { useCaseUpdate } from './use-case-update.ts';
import { useShortcuts } from './use-shortcuts.ts';

interface CaseActionsProps {
  readonly found: CaseAnswer;
  /** Something was done, by us or, as it turned out, by somebody else. */
  readonly onDone: () => void;
  readonly onNext: () => void;
}

export function CaseActions({ found, onDone, onNext }: CaseActionsProps) {
  return found.status === 'closed' ? (
    <ClosedActions found={found} onDone={onDone} onNext={onNext} />
  ) : (
    <OpenActions found={found} onDone={onDone} onNext={onNext} />
  );
}

function OpenActions({ found, onDone, onNext }: CaseActionsProps) {
  const [asking, setAsking] = useState<'decline' | 'assign' | null>(null);
  const update = useCaseUpdate(found, onDone);
  const close = () => setAsking(null);
  const approve = useAction(async () => {
    if (await update({ action: 'close', verdict: 'legitimate' }, `Order ${found.orderId} is approved.`)) onNext();
  });
  useShortcuts({
    a: approve.act,
    d: () => setAsking('decline'),
    s: () => setAsking('assign'),
    n: () => document.getElementById(NOTE_FIELD)?.focus(),
  });
  return (
    <div class="toolbar case-actions">
      <button
        type="button"
        class="button button-primary"
        disabled={approve.isActing}
        aria-busy={approve.isActing}
        aria-keyshortcuts="a"
        onClick={approve.act}
      >
        Approve <kbd>A</kbd>
      </button>
      <button type="button" class="button button-danger" aria-keyshortcuts="d" onClick={() => setAsking('decline')}>
        Decline… <kbd>D</kbd>
      </button>
      <button type="button" class="button" aria-keyshortcuts="s" onClick={() => setAsking('assign')}>
        Assign… <kbd>S</kbd>
      </button>
      {found.assignee !== null && (
        <ActionButton onAct={() => update({ action: 'release' }, 'The case waits for somebody else.')}>
          Release
        </ActionButton>
      )}
      <NextAndHelp onNext={onNext} />
      {asking === 'decline' && (
        <DeclineDialog
          found={found}
          onClose={close}
          onDecline={async (note) => {
            const declined = { action: 'close', verdict: 'fraud', note } as const;
            const isDone = await update(declined, `Order ${found.orderId} is declined as fraud.`);
            close();
            if (isDone) onNext();
          }}
        />
      )}
      {asking === 'assign' && (
        <AssignDialog
          onClose={close}
          onAssign={async (assignee) => {
            await update({ action: 'assign', assignee }, `The case is with ${assignee}.`);
            close();
          }}
        />
      )}
    </div>
  );
}

function ClosedActions({ found, onDone, onNext }: CaseActionsProps) {
  const update = useCaseUpdate(found, onDone);
  useShortcuts({ n: () => document.getElementById(NOTE_FIELD)?.focus() });
  return (
    <div class="toolbar case-actions">
      <ActionButton onAct={() => update({ action: 'reopen' }, 'The case is open again.')}>Open again</ActionButton>
      <NextAndHelp onNext={onNext} />
    </div>
  );
}

function NextAndHelp({ onNext }: { readonly onNext: () => void }) {
  return (
    <>
      <button type="button" class="button" aria-keyshortcuts="j" onClick={onNext}>
        Next <kbd>J</kbd>
      </button>
      <span class="toolbar-end">
        <ShortcutHelp />
      </span>
    </>
  );
}
