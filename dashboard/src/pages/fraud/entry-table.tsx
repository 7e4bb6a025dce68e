/** What stands on a list, each entry with the way off it. */
import { request } from '../../api/request.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { useNotice } from '../../parts/notices.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { ListEntry } from './answers.ts';

interface EntryTableProps {
  readonly path: string;
  readonly entries: readonly ListEntry[];
  readonly isSearched: boolean;
  readonly onChanged: () => void;
}

export function EntryTable({ path, entries, isSearched, onChanged }: EntryTableProps) {
  const say = useNotice();
  const remove = async (value: string) => {
    await request(path, { json: { remove: [value] } });
    say(`${value} is off the list.`);
    onChanged();
  };
  const columns: readonly Column<ListEntry>[] = [
    { key: 'value', title: 'Value', cell: ({ value }) => <span class="fraud-id">{value}</span> },
    {
      key: 'note',
      title: 'Note',
      isWide: true,
      cell: ({ note }) => <span title={note ?? undefined}>{note ?? ''}</span>,
    },
    { key: 'added', title: 'Added', cell: ({ addedAt }) => <TimeText at={addedAt} /> },
    { key: 'by', title: 'By', cell: ({ addedBy }) => addedBy ?? '–' },
    {
      key: 'remove',
      title: 'Action',
      cell: ({ value }) => (
        <ActionButton onAct={() => remove(value)}>
          Remove<span class="unseen"> {value}</span>
        </ActionButton>
      ),
    },
  ];
  return (
    <DataTable
      caption="Entries of the list"
      columns={columns}
      rows={entries}
      keyOf={({ value }) => value}
      empty={
        isSearched ? 'No entry fits the search.' : 'Nothing stands on this list yet. Add one, or import a CSV file.'
      }
    />
  );
}
