/** Troubles of the pipeline itself, from what is measured about once a second: each must last before it fires. */
import type { Finding, Labels } from './alert.ts';
import { type AlertSession, ONLY } from './alert-session.ts';
import type { PipelineAlertSettings } from './alert-settings.ts';
import { EMPTY_WATCH, type WatchState } from './alert-state.ts';
import type { OpsSample } from './ops-sample.ts';

interface Trouble {
  readonly alertname: string;
  readonly severity: 'warning' | 'critical';
  isThere(sample: OpsSample, settings: PipelineAlertSettings): boolean;
  summary(sample: OpsSample): string;
}

const TROUBLES: readonly Trouble[] = [
  {
    alertname: 'PipelineDown',
    severity: 'critical',
    isThere: ({ running }) => !running,
    summary: () => 'the pipelines do not run: nothing new is in the results',
  },
  {
    alertname: 'PipelineLag',
    severity: 'critical',
    isThere: ({ lagMs }, { maxLagMs }) => lagMs > maxLagMs,
    summary: ({ lagMs }) => `the results are ${(lagMs / 1000).toFixed(1)} s behind what has been collected`,
  },
  {
    alertname: 'LateShare',
    severity: 'warning',
    isThere: ({ events, lateShare }, { minEvents, maxLateShare }) => events >= minEvents && lateShare > maxLateShare,
    summary: ({ lateShare }) =>
      `${percent(lateShare)} of the events of the last minutes came too late for their window`,
  },
  {
    alertname: 'QuarantineShare',
    severity: 'warning',
    isThere: ({ events, quarantineShare }, { minEvents, maxQuarantineShare }) =>
      events >= minEvents && quarantineShare > maxQuarantineShare,
    summary: ({ quarantineShare }) => `${percent(quarantineShare)} of the events of the last minutes were refused`,
  },
  {
    alertname: 'DiskSpaceLow',
    severity: 'critical',
    isThere: ({ diskFreeShare }, { minDiskFreeShare }) => diskFreeShare !== null && diskFreeShare < minDiskFreeShare,
    summary: ({ diskFreeShare }) => `${percent(diskFreeShare ?? 0)} of the disk with the data folder is free`,
  },
];

/** What has begun to fire, and what is over. State changes only when a trouble comes, fires or goes. */
export function watchPipeline(
  session: AlertSession,
  sample: OpsSample,
  settings: PipelineAlertSettings,
): readonly Finding[] {
  const watch = session.get('alert-watch', ONLY) ?? EMPTY_WATCH;
  const findings: Finding[] = [];
  let { troubles } = watch;
  for (const trouble of TROUBLES) {
    const known = troubles[trouble.alertname];
    const isThere = trouble.isThere(sample, settings);
    const fires =
      isThere && (known?.firing === true || sample.atMs - (known?.sinceMs ?? sample.atMs) >= settings.forMs);
    if (isThere && (!known || known.firing !== fires)) {
      troubles = { ...troubles, [trouble.alertname]: { sinceMs: known?.sinceMs ?? sample.atMs, firing: fires } };
      if (fires) findings.push(firing(trouble, sample));
    } else if (!isThere && known) {
      troubles = without(troubles, trouble.alertname);
      findings.push({ status: 'resolved', labels: labelsOf(trouble), atMs: sample.atMs });
    }
  }
  if (troubles !== watch.troubles) session.put('alert-watch', ONLY, { ...watch, troubles });
  return findings;
}

function firing(trouble: Trouble, sample: OpsSample): Finding {
  const annotations = { summary: trouble.summary(sample) };
  return { status: 'firing', labels: labelsOf(trouble), annotations, atMs: sample.atMs, endsMs: null };
}

function labelsOf({ alertname, severity }: Trouble): Labels {
  return { alertname, severity };
}

function without(troubles: WatchState['troubles'], name: string): WatchState['troubles'] {
  const { [name]: _gone, ...others } = troubles;
  return others;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
