/** The figures to look at first: how much comes, how long it takes, how far behind anything is, how long the disk lasts. */
import type { ComponentChildren } from 'preact';
import { formatBytes, formatCount, formatDuration } from '../../figures/format.ts';
import type { PipelinesNews, StageNews } from '../../live/messages.ts';
import type { OperationsAnswer } from './operations-answer.ts';
import { latencyText, rateText } from './rate-text.ts';

interface OverviewFiguresProps {
  readonly news: Pick<PipelinesNews, 'stages' | 'lag'> | undefined;
  readonly operations: OperationsAnswer | undefined;
}

/** Figures keep their places and their width while they change. */
export function OverviewFigures({ news, operations }: OverviewFiguresProps) {
  const stage = (name: string): StageNews | undefined => news?.stages.find((each) => each.stage === name);
  const results = stage('results');
  const live = stage('live');
  return (
    <dl class="pipeline-figures">
      <Figure
        name="throughput"
        title="Throughput"
        value={stage('log') ? rateText(stage('log')?.eventsPerSecond ?? 0) : '–'}
      >
        events into the log
      </Figure>
      <Figure name="results-p95" title="Results, P95" value={latencyText(results?.latencyMs?.p95)}>
        P50 {latencyText(results?.latencyMs?.p50)}, P99 {latencyText(results?.latencyMs?.p99)}
      </Figure>
      <Figure name="live-p95" title="On pages, P95" value={latencyText(live?.latencyMs?.p95)}>
        P50 {latencyText(live?.latencyMs?.p50)}, P99 {latencyText(live?.latencyMs?.p99)}
      </Figure>
      <Figure name="lag" title="Lag" value={news ? formatCount(news.lag.events) : '–'}>
        {news && news.lag.ms > 0 ? `events, the oldest ${formatDuration(news.lag.ms)} old` : 'events wait for results'}
      </Figure>
      <Figure name="memory" title="Memory" value={operations ? formatBytes(totalMemory(operations)) : '–'}>
        server and its processes
      </Figure>
      <Figure name="disk" title="Disk lasts" value={operations ? lastsText(operations) : '–'}>
        {operations?.disk ? `${formatBytes(operations.disk.freeBytes)} free` : 'not yet measured'}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly title: string;
  readonly value: string;
  readonly children: ComponentChildren;
}

function Figure({ name, title, value, children }: FigureProps) {
  return (
    <div class="panel">
      <dt>{title}</dt>
      <dd class="pipeline-figure" data-figure={name}>
        {value}
      </dd>
      <dd class="pipeline-note">{children}</dd>
    </div>
  );
}

/** What the machine gives to Millrace altogether. */
function totalMemory({ memory }: OperationsAnswer): number {
  return memory.processes.reduce((sum, { bytes }) => sum + bytes, memory.residentBytes);
}

const HOUR_MS = 3_600_000;
/** Two years: beyond that the disk fails before it is full. */
const LONG_HOURS = 24 * 365 * 2;

/** A dash while the pace is not known. */
export function lastsText({ disk }: Pick<OperationsAnswer, 'disk'>): string {
  if (disk === null || disk.bytesPerHour === null) return '–';
  if (disk.lastsHours === null) return 'no growth';
  return disk.lastsHours > LONG_HOURS ? 'years' : formatDuration(disk.lastsHours * HOUR_MS);
}
