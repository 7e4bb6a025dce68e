/** Takes a CSV file into a list: in addition to what there is, or in its place. */
import { useId, useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { useNotice } from '../../parts/notices.tsx';
import type { ListChanged } from './answers.ts';

interface ListImportProps {
  readonly path: string;
  readonly onChanged: () => void;
}

export function ListImport({ path, onChanged }: ListImportProps) {
  const [file, setFile] = useState<File | undefined>();
  const say = useNotice();
  const id = useId();
  const send = async (keep: boolean) => {
    if (!file) return;
    const options = { method: 'PUT', body: file, contentType: 'text/csv' } as const;
    const { added, removed, refused } = await request<ListChanged>(`${path}?keep=${keep}`, options);
    say(`${added} added or changed, ${removed} taken off.`);
    if (refused > 0) say(`The list is full: ${refused} were not added.`, 'failed');
    onChanged();
  };
  return (
    <div class="dialog-form">
      <label for={id}>One entry a row: the value, and a note behind a comma if there is one.</label>
      <input
        id={id}
        class="input"
        type="file"
        accept=".csv,text/csv"
        onChange={(event) => setFile(event.currentTarget.files?.[0])}
      />
      <div class="dialog-buttons">
        <ConfirmButton
          title="Replace the whole list?"
          question={`Every entry that is not in ${file?.name ?? 'the file'} is taken off the list. Export the list first if you may want it back.`}
          verb="Replace"
          disabled={!file}
          onAct={() => send(false)}
        >
          Replace the list
        </ConfirmButton>
        <ActionButton kind="primary" disabled={!file} onAct={() => send(true)}>
          Add to the list
        </ActionButton>
      </div>
    </div>
  );
}
