/** Every stream: the events as they come in, and the views that are made of them, each with its schema and its rate. */
import { useParameter, useSetParameters } from '../../../address/use-parameter.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import { formatCount } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { SearchField } from '../../../parts/fields.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { EventTypesPanel } from './event-types-panel.tsx';
import { rateText } from './rate-text.ts';
import { EVENTS, found, type Stream, type StreamList } from './stream.ts';
import { StreamPanel } from './stream-panel.tsx';

const EVERY_MS = 2_000;

export function StreamsView() {
  const streams = useFetched<StreamList>('/v1/streams', { everyMs: EVERY_MS });
  const [text, search] = useParameter('text');
  const [chosen] = useParameter('stream', EVENTS);
  const setParameters = useSetParameters();
  const choose = (stream: string) => setParameters({ stream: stream === EVENTS ? '' : stream, type: '' });
  const shown = streams.data?.items.find(({ name }) => name === chosen);
  return (
    <div class="split split-even">
      <Panel
        title="Streams"
        actions={
          <SearchField
            label="Search streams and columns"
            value={text}
            onSearch={(next) => search(next, { replace: true })}
          />
        }
      >
        <Loaded from={streams} lines={16}>
          {({ items }) => <StreamTable streams={found(items, text)} chosen={chosen} onChoose={choose} />}
        </Loaded>
      </Panel>
      <div class="stack">
        {shown !== undefined && <StreamPanel key={shown.name} stream={shown} />}
        {chosen === EVENTS && streams.data !== undefined && <EventTypesPanel types={streams.data.eventTypes} />}
      </div>
    </div>
  );
}

interface StreamTableProps {
  readonly streams: readonly Stream[];
  readonly chosen: string;
  readonly onChoose: (stream: string) => void;
}

function StreamTable({ streams, chosen, onChoose }: StreamTableProps) {
  const columns: readonly Column<Stream>[] = [
    {
      key: 'name',
      title: 'Stream',
      cell: ({ name }) => (
        <button type="button" class="link" onClick={() => onChoose(name)}>
          {name}
        </button>
      ),
    },
    { key: 'about', title: 'About', isWide: true, cell: ({ about }) => <span title={about}>{about}</span> },
    { key: 'changes', title: 'Changes', isNumber: true, cell: ({ changes }) => formatCount(changes) },
    { key: 'rate', title: 'A second', isNumber: true, cell: ({ changesPerSecond }) => rateText(changesPerSecond) },
  ];
  return (
    <DataTable
      caption="Streams"
      columns={columns}
      rows={streams}
      keyOf={({ name }) => name}
      chosen={chosen}
      empty="No stream and no column has this in its name."
    />
  );
}
