/** Writes a note on a case. */
import { useState } from 'preact/hooks';
import { useAction } from '../../parts/action-button.tsx';
import type { CaseAnswer } from './answers.ts';
import { useCaseUpdate } from './use-case-update.ts';

/** The key N puts the cursor there. */
export const NOTE_FIELD = 'case-note';

interface NoteFormProps {
  readonly found: CaseAnswer;
  readonly onDone: () => void;
}

export function NoteForm({ found, onDone }: NoteFormProps) {
  const [text, setText] = useState('');
  const update = useCaseUpdate(found, onDone);
  const { act, isActing } = useAction(async () => {
    // What was refused can be sent again once the case has been looked at anew.
    if (await update({ action: 'note', note: text.trim() }, 'The note is kept.')) setText('');
  });
  const isEmpty = text.trim() === '';
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (!isEmpty) act();
  };
  return (
    <form class="note-form" onSubmit={onSubmit}>
      <label for={NOTE_FIELD}>
        Note <kbd>N</kbd>
      </label>
      <textarea
        id={NOTE_FIELD}
        class="input"
        rows={2}
        maxLength={4_000}
        value={text}
        placeholder="What did you find out?"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={isEmpty || isActing} aria-busy={isActing}>
        Keep the note
      </button>
    </form>
  );
}
