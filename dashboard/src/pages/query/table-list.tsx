/** The tables of the warehouse with their columns: a press puts the name into the query. */
import { useState } from 'preact/hooks';
import { useFetched } from '../../api/use-fetched.ts';
import { formatCount } from '../../figures/format.ts';
import { SearchField } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { EmptyNote } from '../../parts/panel.tsx';
import { quotedName } from './edit-text.ts';

interface WarehouseTable {
  readonly name: string;
  readonly about: string;
  readonly files: number;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly about: string }[];
}

interface TableListProps {
  readonly onInsert: (text: string) => void;
}

export function TableList({ onInsert }: TableListProps) {
  const fetched = useFetched<{ readonly tables: readonly WarehouseTable[] }>('/v1/query/tables');
  const [wanted, setWanted] = useState('');
  return (
    <>
      <SearchField label="Find a table or column" value={wanted} onSearch={setWanted} />
      <Loaded from={fetched} lines={7}>
        {({ tables }) => <Tables tables={tables} wanted={wanted.toLowerCase()} onInsert={onInsert} />}
      </Loaded>
    </>
  );
}

interface TablesProps extends TableListProps {
  readonly tables: readonly WarehouseTable[];
  readonly wanted: string;
}

function Tables({ tables, wanted, onInsert }: TablesProps) {
  const found = tables
    .map((table) => ({ ...table, columns: table.name.includes(wanted) ? table.columns : columnsWith(table, wanted) }))
    .filter(({ columns }) => columns.length > 0);
  if (found.length === 0) return <EmptyNote>No table and no column is called “{wanted}”.</EmptyNote>;
  return (
    <ul class="query-tables">
      {found.map(({ name, about, files, columns }) => (
        <li key={name}>
          <details open={wanted !== ''}>
            <summary>
              <b>{name}</b>
              <span class="scope">{files === 0 ? 'empty' : `${formatCount(columns.length)} columns`}</span>
            </summary>
            <p class="query-about">{about}</p>
            <button type="button" class="button" onClick={() => onInsert(quotedName(name))}>
              Insert {name}
            </button>
            <ul>
              {columns.map((column) => (
                <li key={column.name}>
                  <button
                    type="button"
                    class="query-column"
                    title={column.about}
                    onClick={() => onInsert(quotedName(column.name))}
                  >
                    <code>{column.name}</code>
                    <span>{column.type.toLowerCase()}</span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}

function columnsWith({ columns }: WarehouseTable, wanted: string): WarehouseTable['columns'] {
  return columns.filter(({ name }) => name.includes(wanted));
}
