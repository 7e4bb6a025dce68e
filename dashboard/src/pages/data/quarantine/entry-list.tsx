/** Entries of the quarantine in a table: one can be opened, many selected. */
import { formatCount } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { TimeText } from '../../../parts/time-text.tsx';
import { type Entry, outcomeTone, outcomeWords } from './entry.ts';

interface EntryListProps {
  readonly entries: readonly Entry[];
  /** The number of the open entry, as the address has it. */
  readonly chosen: string;
  readonly onChoose: (number: string) => void;
  readonly selected: ReadonlySet<number>;
  readonly onSelect: (selected: ReadonlySet<number>) => void;
}

export function EntryList({ entries, chosen, onChoose, selected, onSelect }: EntryListProps) {
  const toggle = (number: number) => onSelect(toggled(selected, number));
  const areAll = entries.length > 0 && entries.every(({ number }) => selected.has(number));
  const toggleAll = () => onSelect(areAll ? new Set() : new Set(entries.map(({ number }) => number)));
  return (
    <>
      <p class="select-all">
        <label>
          <input type="checkbox" checked={areAll} onChange={toggleAll} disabled={entries.length === 0} /> Select the{' '}
          {formatCount(entries.length)} shown
        </label>
      </p>
      <DataTable
        caption="Entries of the quarantine"
        columns={columns({ selected, toggle, onChoose })}
        rows={entries}
        keyOf={({ number }) => number}
        chosen={Number(chosen)}
        empty="No entry fits. Bad events come here with what is wrong with them; they never stop the good ones."
      />
    </>
  );
}

interface ColumnParts {
  readonly selected: ReadonlySet<number>;
  readonly toggle: (number: number) => void;
  readonly onChoose: (number: string) => void;
}

function columns({ selected, toggle, onChoose }: ColumnParts): readonly Column<Entry>[] {
  return [
    {
      key: 'select',
      title: 'Select',
      isTitleUnseen: true,
      cell: ({ number }) => (
        <input
          type="checkbox"
          aria-label={`Select entry ${number}`}
          checked={selected.has(number)}
          onChange={() => toggle(number)}
        />
      ),
    },
    {
      key: 'number',
      title: 'Entry',
      cell: ({ number }) => (
        <button type="button" class="link" onClick={() => onChoose(String(number))}>
          {number}
        </button>
      ),
    },
    { key: 'received', title: 'Came', cell: ({ receivedAt }) => <TimeText at={receivedAt} /> },
    { key: 'type', title: 'Type', cell: ({ eventType }) => eventType ?? '–' },
    { key: 'source', title: 'Source', cell: sourceText },
    {
      key: 'message',
      title: 'What is wrong',
      isWide: true,
      cell: ({ path, message }) => <span title={message}>{problemText(path, message)}</span>,
    },
    {
      key: 'outcome',
      title: 'State',
      cell: ({ outcome }) => <Tag tone={outcomeTone(outcome)}>{outcomeWords(outcome)}</Tag>,
    },
  ];
}

function toggled(selected: ReadonlySet<number>, number: number): ReadonlySet<number> {
  const next = new Set(selected);
  if (!next.delete(number)) next.add(number);
  return next;
}

function sourceText({ source, line }: Entry): string {
  return line === undefined ? source : `${source}, line ${formatCount(line)}`;
}

function problemText(path: string, message: string): string {
  return path === '' ? message : `${path} ${message}`;
}
