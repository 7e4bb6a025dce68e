/** The mapping of a feed, in a table: which column becomes which field of which event. */
import { useFetched } from '../../../api/use-fetched.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { JsonView } from '../json/json-view.tsx';

interface FieldRule {
  readonly column?: string;
  readonly constant?: unknown;
  readonly template?: string;
  readonly without?: string;
  readonly time?: string;
  readonly number?: string;
  readonly remove?: string;
  readonly absolute?: boolean;
}

interface Condition {
  readonly column: string;
  readonly above?: number;
  readonly matches?: string;
}

interface Mapping {
  readonly about: string;
  readonly columns: readonly string[];
  readonly optionalColumns?: readonly string[];
  readonly fields: Readonly<Record<string, FieldRule>>;
  readonly rules: readonly {
    readonly when: readonly Condition[];
    readonly eventType: string;
    readonly fields: Readonly<Record<string, FieldRule>>;
  }[];
}

interface MappedField {
  readonly event: string;
  readonly field: string;
  readonly from: string;
  readonly how: string;
}

export function MappingPanel({ feed }: { readonly feed: string }) {
  const mapping = useFetched<Mapping>(`/v1/feeds/${encodeURIComponent(feed)}/mapping`);
  return (
    <Panel title="Mapping" scope={`of ${feed}`}>
      <Loaded from={mapping} lines={8}>
        {(data) => (
          <div class="stack">
            <p>{data.about}</p>
            <DataTable
              caption="Which column becomes which field"
              columns={COLUMNS}
              rows={mappedFields(data)}
              keyOf={({ event, field }) => `${event} ${field}`}
              empty="The mapping has no fields."
            />
            <details>
              <summary>The whole mapping as JSON</summary>
              <JsonView title={`${feed}.json`} text={JSON.stringify(data)} />
            </details>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

const COLUMNS: readonly Column<MappedField>[] = [
  { key: 'event', title: 'Event', cell: ({ event }) => <span class="wrapped">{event}</span> },
  { key: 'field', title: 'Field', cell: ({ field }) => <code>{field}</code> },
  { key: 'from', title: 'Made of', cell: ({ from }) => from },
  { key: 'how', title: 'Read as', isWide: true, cell: ({ how }) => <span title={how}>{how}</span> },
];

function mappedFields({ fields, rules }: Mapping): readonly MappedField[] {
  const shared = rows('all', fields);
  const special = rules.flatMap(({ when, eventType, fields: own }) => {
    const words = when.map(conditionWords).join(' and ');
    const event = words === '' ? eventType : `${eventType} where ${words}`;
    return [{ event, field: 'eventType', from: `always “${eventType}”`, how: '' }, ...rows(event, own)];
  });
  return [...shared, ...special];
}

function rows(event: string, fields: Readonly<Record<string, FieldRule>>): readonly MappedField[] {
  return Object.entries(fields).map(([field, rule]) => ({ event, field, from: fromWords(rule), how: howWords(rule) }));
}

function fromWords({ column, constant, template }: FieldRule): string {
  if (column !== undefined) return `column ${column}`;
  if (template !== undefined) return `“${template}”`;
  return `always “${String(constant)}”`;
}

function howWords({ time, number, remove, without, absolute }: FieldRule): string {
  const parts = [
    time && `a time, ${time}`,
    number && `a number (${number})`,
    remove && `without ${remove}`,
    absolute && 'without its sign',
    without && `where ${without} is empty`,
  ];
  return parts.filter(Boolean).join(', ');
}

function conditionWords({ column, above, matches }: Condition): string {
  if (above !== undefined) return `${column} is above ${above}`;
  return matches === undefined ? `${column} is there` : `${column} matches ${matches}`;
}
