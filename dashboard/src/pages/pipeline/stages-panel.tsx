/** Every stage that an event comes by: how many come, how long after their arrival, how many are on their way there. */
import type { Fetched } from '../../api/use-fetched.ts';
import { formatCount } from '../../figures/format.ts';
import type { StageNews } from '../../live/messages.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { latencyText, rateText } from './rate-text.ts';
import { stageWords } from './stage-words.ts';

interface StagesPanelProps {
  readonly stages: readonly StageNews[] | undefined;
  readonly fetched: Fetched<unknown>;
}

/** Numbers stand in columns of their own, so that a digit more moves nothing. */
const COLUMNS: readonly Column<StageNews>[] = [
  {
    key: 'stage',
    title: 'Stage',
    cell: ({ stage }) => <b class="stage-name">{stageWords(stage).title}</b>,
  },
  { key: 'meaning', title: 'Events are', isWide: true, cell: ({ stage }) => stageWords(stage).meaning },
  { key: 'rate', title: 'Events', isNumber: true, cell: ({ eventsPerSecond }) => rateText(eventsPerSecond) },
  { key: 'p50', title: 'P50', isNumber: true, cell: ({ latencyMs }) => latencyText(latencyMs?.p50) },
  { key: 'p95', title: 'P95', isNumber: true, cell: ({ latencyMs }) => latencyText(latencyMs?.p95) },
  { key: 'p99', title: 'P99', isNumber: true, cell: ({ latencyMs }) => latencyText(latencyMs?.p99) },
  { key: 'waiting', title: 'On their way', isNumber: true, cell: ({ waitingEvents }) => formatCount(waitingEvents) },
];

/** A bar for the P95 beside the slowest of those that end with the page; the warehouse is another kind of slow. */
function withBars(stages: readonly StageNews[]): readonly Column<StageNews>[] {
  const slowest = Math.max(
    1,
    ...stages.map(({ stage, latencyMs }) => (stage === 'warehouse' ? 0 : (latencyMs?.p95 ?? 0))),
  );
  const bar: Column<StageNews> = {
    key: 'bar',
    title: '',
    cell: ({ latencyMs }) => (
      <span class="stage-bar">
        <ShareBar share={Math.min(1, (latencyMs?.p95 ?? 0) / slowest)} />
      </span>
    ),
  };
  return [...COLUMNS.slice(0, 5), bar, ...COLUMNS.slice(5)];
}

/** Each row has the whole way up to it, so that the column reads downwards like a clock. */
export function StagesPanel({ stages, fetched }: StagesPanelProps) {
  return (
    <Panel title="The way of an event" scope="from its arrival, last 30 seconds">
      <Loaded from={{ ...fetched, data: stages }} lines={8}>
        {(present) => (
          <DataTable
            caption="Throughput and latency by stage"
            columns={withBars(present)}
            rows={present}
            keyOf={({ stage }) => stage}
            empty="No stage has told of itself yet."
          />
        )}
      </Loaded>
    </Panel>
  );
}
