/** How well the machinery runs: events a second, how long a change takes, how far behind, and what was refused. */
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatCount, formatDuration } from '../../figures/format.ts';
import type { Ops } from '../../live/messages.ts';
import { Panel } from '../../parts/panel.tsx';
import { QuarantineLine } from './quarantine-line.tsx';
import { VerdictBar } from './verdict-bar.tsx';

interface PipelinePanelProps {
  readonly ops: Ops | null;
  readonly eventRates: readonly number[];
}

export function PipelinePanel({ ops, eventRates }: PipelinePanelProps) {
  return (
    <Panel title="Pipeline" scope="now" area="pipeline">
      <div class="pipeline">
        <div class="pipeline-rate">
          <Reading
            name="events-per-second"
            label="Events per second"
            value={ops ? formatCount(ops.eventsPerSecond) : '–'}
          />
          <Sparkline values={eventRates} />
        </div>
        <Reading name="latency-p50" label="Latency, median" value={duration(ops?.latencyMs?.p50)} />
        <Reading name="latency-p95" label="Latency, P95" value={duration(ops?.latencyMs?.p95)} />
        <Reading name="lag" label="Behind" value={ops ? lagText(ops.lag) : '–'} />
        <VerdictBar verdicts={ops?.verdicts} />
        {ops?.quarantine && <QuarantineLine quarantine={ops.quarantine} />}
      </div>
    </Panel>
  );
}

function Reading({ name, label, value }: { readonly name: string; readonly label: string; readonly value: string }) {
  return (
    <dl class="reading">
      <dt>{label}</dt>
      <dd data-figure={name}>{value}</dd>
    </dl>
  );
}

function duration(ms: number | undefined): string {
  return ms === undefined ? '–' : formatDuration(ms);
}

function lagText(lag: Ops['lag']): string {
  return lag.events === 0 ? 'Up to date' : formatDuration(lag.ms);
}
