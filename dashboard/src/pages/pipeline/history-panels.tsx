/** Latency, throughput, lag, watermarks, commits, memory and disk over the last hour or day. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { withQuery } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { formatBytes, formatCountShort, formatPercent } from '../../figures/format.ts';
import { Choice } from '../../parts/choice.tsx';
import { Select } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { HistoryAnswer, HistoryRange } from './operations-answer.ts';
import { latencyText } from './rate-text.ts';
import { STAGE_CHOICES, stageWords } from './stage-words.ts';
import { type ChartLine, TimeChart } from './time-chart.tsx';

const RANGES = [
  ['hour', 'Last hour'],
  ['day', 'Last day'],
] as const;
/** As often as there is a new step. */
const REFRESH_MS: Readonly<Record<HistoryRange, number>> = { hour: 5_000, day: 60_000 };
const EMPTY = 'Nothing has been measured in this time yet.';

const THROUGHPUT: readonly ChartLine[] = [
  { series: 'rate.log', title: 'Into the log', look: 'strong' },
  { series: 'rate.results', title: 'In all results', look: 'dashed' },
];
const LAG: readonly ChartLine[] = [{ series: 'lag.ms', title: 'Oldest event without results', look: 'strong' }];
const COMMITS: readonly ChartLine[] = [
  { series: 'commit.analytics', title: 'Analytics', look: 'strong' },
  { series: 'commit.decisions', title: 'Decisions', look: 'dashed' },
];
const BUSY: readonly ChartLine[] = [
  { series: 'busy.analytics', title: 'Analytics', look: 'strong' },
  { series: 'busy.decisions', title: 'Decisions', look: 'dashed' },
];
const MEMORY: readonly ChartLine[] = [
  { series: 'memory.resident', title: 'Server', look: 'strong' },
  { series: 'memory.process.warehouse-process', title: 'Warehouse process', look: 'dashed' },
];
const DISK: readonly ChartLine[] = [
  { series: 'disk.used', title: 'Data folder', look: 'strong' },
  { series: 'disk.part.log', title: 'Log', look: 'dashed' },
];
const SERIES = [...THROUGHPUT, ...LAG, ...COMMITS, ...BUSY, ...MEMORY, ...DISK].map(({ series }) => series);

/**
 * One request has the series of all charts: they are measured at the same moments, and a chart that is newer than its neighbour
 * would mislead whoever compares them.
 */
export function HistoryPanels() {
  const [range, setRange] = useParameter('range', 'hour');
  const [stage, setStage] = useParameter('stage', 'results');
  const present: HistoryRange = range === 'day' ? 'day' : 'hour';
  const latency = useMemo(() => latencyLines(stage), [stage]);
  const series = [...latency.map((line) => line.series), ...SERIES].join(',');
  const history = useFetched<HistoryAnswer>(withQuery('/v1/operations/history', { range: present, series }), {
    everyMs: REFRESH_MS[present],
  });
  const stageOptions = STAGE_CHOICES.map(([value, title]) => [value, `Until ${title.toLowerCase()}`] as const);
  const chart = (lines: readonly ChartLine[], label: string, text: (value: number) => string): ComponentChildren => (
    <Loaded from={history} lines={6}>
      {(answer) => <TimeChart history={answer} lines={lines} label={label} text={text} empty={EMPTY} />}
    </Loaded>
  );
  return (
    <>
      <div class="toolbar">
        <h2 class="part-title">Over time</h2>
        <Choice label="Time shown" options={RANGES} value={present} onChoose={setRange} />
      </div>
      <div class="chart-grid">
        <Panel
          title="Latency"
          scope={stageWords(stage).meaning}
          actions={<Select label="Stage" isLabelUnseen value={stage} options={stageOptions} onChoose={setStage} />}
        >
          {chart(latency, `Latency until ${stageWords(stage).title}`, latencyText)}
        </Panel>
        <Panel title="Throughput" scope="events a second">
          {chart(THROUGHPUT, 'Events a second', formatCountShort)}
        </Panel>
        <Panel title="Lag" scope="age of what waits">
          {chart(LAG, 'Age of the oldest event without results', latencyText)}
        </Panel>
        <Panel title="Commits" scope="P95 of their time">
          {chart(COMMITS, 'P95 of the time of a commit', latencyText)}
        </Panel>
        <Panel title="Threads" scope="share of the time at work">
          {chart(BUSY, 'Share of the time that threads work', formatPercent)}
        </Panel>
        <Panel title="Memory" scope="resident">
          {chart(MEMORY, 'Resident memory', formatBytes)}
        </Panel>
        <Panel title="Disk" scope="taken">
          {chart(DISK, 'Disk space taken', formatBytes)}
        </Panel>
      </div>
    </>
  );
}

/** The median and the tail, never a mean: a mean hides who waits. */
function latencyLines(stage: string): readonly ChartLine[] {
  return [
    { series: `p99.${stage}`, title: 'P99', look: 'faint' },
    { series: `p95.${stage}`, title: 'P95', look: 'strong' },
    { series: `p50.${stage}`, title: 'P50', look: 'dashed' },
  ];
}
