/** Adds an entry to a list. */
import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import { useAction } from '../../parts/action-button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { useNotice } from '../../parts/notices.tsx';
import type { ListChanged, ListKind } from './answers.ts';

interface EntryFormProps {
  readonly path: string;
  readonly kind: ListKind;
  readonly onChanged: () => void;
}

const EXAMPLES: Readonly<Record<ListKind, string>> = {
  user: 'u-1234',
  ip: '203.0.113.66',
  device: 'd-1234',
  card: 'the fingerprint',
  email_domain: 'mail.example',
  country: 'DE',
};

export function EntryForm({ path, kind, onChanged }: EntryFormProps) {
  const [value, setValue] = useState('');
  const [note, setNote] = useState('');
  const say = useNotice();
  const { act, isActing } = useAction(async () => {
    const entry = { value: value.trim(), ...(note.trim() !== '' && { note: note.trim() }) };
    const { refused } = await request<ListChanged>(path, { json: { add: [entry] } });
    if (refused > 0) return say(`The list is full: ${entry.value} was not added.`, 'failed');
    say(`${entry.value} is on the list.`);
    setValue('');
    setNote('');
    onChanged();
  });
  const isEmpty = value.trim() === '';
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (!isEmpty) act();
  };
  return (
    <form class="dialog-form" onSubmit={onSubmit}>
      <TextField label="Value" value={value} onInput={setValue} placeholder={EXAMPLES[kind]} />
      <TextField label="Note" value={note} onInput={setNote} placeholder="Why" />
      <div class="dialog-buttons">
        <button type="submit" class="button button-primary" disabled={isEmpty || isActing} aria-busy={isActing}>
          Add
        </button>
      </div>
    </form>
  );
}
