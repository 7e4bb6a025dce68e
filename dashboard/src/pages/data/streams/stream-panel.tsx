/** One stream: what its rows are, where they are served, what each column means, and the newest of them. */

import { useParameter } from '../../../address/use-parameter.ts';
import { withQuery } from '../../../api/request.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import { formatDuration } from '../../../figures/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { EmptyNote, Panel } from '../../../parts/panel.tsx';
import { JsonView } from '../json/json-view.tsx';
import { MarkedText } from './marked-text.tsx';
import { EVENTS, type Stream, type StreamColumn, type StreamExamples } from './stream.ts';

const DAY_MS = 24 * 3_600_000;

export function StreamPanel({ stream }: { readonly stream: Stream }) {
  return (
    <>
      <Panel title={stream.name}>
        <div class="stack">
          <p>
            <MarkedText text={stream.about} />
          </p>
          <StreamFacts stream={stream} />
        </div>
      </Panel>
      <Panel title="Columns" scope={`of ${stream.name}`}>
        <DataTable
          caption={`Columns of ${stream.name}`}
          columns={columnsOf(stream)}
          rows={stream.columns}
          keyOf={({ name }) => name}
          empty="It has no columns."
        />
      </Panel>
      <Examples stream={stream} />
    </>
  );
}

function StreamFacts({ stream }: { readonly stream: Stream }) {
  const { key, writtenBy, retentionDays, routes, topics, warehouseTable } = stream;
  return (
    <dl class="facts">
      <dt>Key</dt>
      <dd>{key.join(', ')}</dd>
      <dt>Written by</dt>
      <dd>{writtenBy}</dd>
      <dt>Kept</dt>
      <dd>{retentionDays === null ? 'until a later row takes its place' : formatDuration(retentionDays * DAY_MS)}</dd>
      <dt>Routes</dt>
      <dd>{listed(routes)}</dd>
      <dt>Live topics</dt>
      <dd>{listed(topics)}</dd>
      <dt>Warehouse</dt>
      <dd>{warehouseTable === null ? 'not written there' : <code>{warehouseTable}</code>}</dd>
    </dl>
  );
}

function listed(names: readonly string[]) {
  if (names.length === 0) return 'none';
  return (
    <ul class="plain-list">
      {names.map((name) => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}

function columnsOf({ key }: Stream): readonly Column<StreamColumn>[] {
  return [
    {
      key: 'name',
      title: 'Column',
      cell: ({ name }) => (
        <>
          <code>{name}</code>
          {key.includes(name) && <span class="key-mark"> key</span>}
        </>
      ),
    },
    { key: 'type', title: 'Type', cell: ({ type }) => <span class="column-type">{type}</span> },
    {
      key: 'description',
      title: 'What it means',
      cell: ({ description }) => (
        <span class="wrapped">
          <MarkedText text={description} />
        </span>
      ),
    },
  ];
}

/** Not kept fresh by itself: whoever reads a row wants it to stay. */
function Examples({ stream }: { readonly stream: Stream }) {
  const [type] = useParameter('type');
  const asked = stream.name === EVENTS ? type : '';
  const path = withQuery(`/v1/streams/${encodeURIComponent(stream.name)}`, { n: 3, type: asked });
  const examples = useFetched<StreamExamples>(path);
  return (
    <Panel
      title="The newest rows"
      scope={asked === '' ? undefined : `of type ${asked}`}
      actions={
        <button type="button" class="button" onClick={examples.reload}>
          Look again
        </button>
      }
    >
      <Loaded from={examples} lines={8}>
        {({ examples: rows }) =>
          rows.length === 0 ? (
            <EmptyNote>{asked === '' ? 'There is no row yet.' : `None of the last events is a ${asked}.`}</EmptyNote>
          ) : (
            <JsonView title={`Newest rows of ${stream.name}`} text={JSON.stringify(rows)} />
          )
        }
      </Loaded>
    </Panel>
  );
}
