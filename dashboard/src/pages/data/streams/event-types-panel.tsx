/** What the events are: how many of each type have come, and what each says. */
import { useParameter } from '../../../address/use-parameter.ts';
import { formatCount } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { rateText } from './rate-text.ts';
import type { EventTypeItem } from './stream.ts';

export function EventTypesPanel({ types }: { readonly types: readonly EventTypeItem[] }) {
  const [chosen, choose] = useParameter('type');
  const columns: readonly Column<EventTypeItem>[] = [
    {
      key: 'name',
      title: 'Type',
      cell: ({ name }) => (
        <button type="button" class="link" onClick={() => choose(name === chosen ? '' : name)}>
          {name}
        </button>
      ),
    },
    {
      key: 'about',
      title: 'What it says',
      isWide: true,
      cell: ({ about, control }) => (
        <span title={about}>
          {control && <Tag>admin</Tag>} {about}
        </span>
      ),
    },
    { key: 'events', title: 'Events', isNumber: true, cell: ({ events }) => formatCount(events) },
    { key: 'rate', title: 'A second', isNumber: true, cell: ({ eventsPerSecond }) => rateText(eventsPerSecond) },
  ];
  return (
    <Panel title="Types of events" scope="since the server was started">
      <DataTable
        caption="Types of events"
        columns={columns}
        rows={types}
        keyOf={({ name }) => name}
        chosen={chosen}
        empty="There are no types."
      />
    </Panel>
  );
}
