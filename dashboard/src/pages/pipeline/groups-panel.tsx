/** The groups of pipelines: whether each runs, how long its steps take, when it committed last, what it remembers. */
import type { Fetched } from '../../api/use-fetched.ts';
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../figures/format.ts';
import type { GroupNews } from '../../live/messages.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { latencyText, rateText } from './rate-text.ts';

type Group = Omit<GroupNews, 'figures'>;

interface GroupsPanelProps {
  readonly groups: readonly Group[] | undefined;
  readonly fetched: Fetched<unknown>;
}

const COLUMNS: readonly Column<Group>[] = [
  { key: 'name', title: 'Group', cell: ({ name }) => <b class="stage-name">{name}</b> },
  {
    key: 'state',
    title: 'State',
    cell: ({ running, problem }) =>
      running ? <Tag tone="good">runs</Tag> : <Tag tone="bad">{problem ?? 'does not run'}</Tag>,
  },
  { key: 'pipelines', title: 'Pipelines', isWide: true, cell: ({ pipelines }) => <PipelineLinks names={pipelines} /> },
  { key: 'busy', title: 'At work', isNumber: true, cell: ({ busyShare }) => formatPercent(busyShare) },
  { key: 'steps', title: 'Commits', isNumber: true, cell: ({ commit }) => rateText(commit.perSecond) },
  { key: 'push', title: 'Push P95', isNumber: true, cell: ({ push }) => latencyText(push.latencyMs?.p95) },
  { key: 'commit', title: 'Commit P95', isNumber: true, cell: ({ commit }) => latencyText(commit.latencyMs?.p95) },
  {
    key: 'age',
    title: 'Checkpoint age',
    isNumber: true,
    cell: ({ checkpointAgeMs }) => (checkpointAgeMs === null ? '–' : formatDuration(checkpointAgeMs)),
  },
  { key: 'entries', title: 'State entries', isNumber: true, cell: ({ stateEntries }) => formatCount(stateEntries) },
  {
    key: 'bytes',
    title: 'On disk',
    isNumber: true,
    cell: ({ stateBytes }) => (stateBytes === null ? '–' : formatBytes(stateBytes)),
  },
];

/** Live where the stream has told of it, and as it was fetched until then. */
export function GroupsPanel({ groups, fetched }: GroupsPanelProps) {
  return (
    <Panel title="Groups of pipelines" scope="a thread, a state and a commit each">
      <Loaded from={{ ...fetched, data: groups }} lines={2}>
        {(present) => (
          <DataTable
            caption="Groups of pipelines"
            columns={COLUMNS}
            rows={present}
            keyOf={({ name }) => name}
            empty="No pipelines run."
          />
        )}
      </Loaded>
    </Panel>
  );
}

/** Each leads to the picture of its operators. */
function PipelineLinks({ names }: { readonly names: readonly string[] }) {
  return (
    <>
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <a href={`/pipeline/graph/${name}`}>{name}</a>
        </span>
      ))}
    </>
  );
}
