/** Looks at the SQL's application, decides how many units it should have, and does it. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  DescribeApplicationCommand,
  type KinesisAnalyticsV2Client,
  UpdateApplicationCommand,
} from '@aws-sdk/client-kinesis-analytics-v2';
import { readMinutes } from './read-minutes.ts';
import { decideUnits, QUIET_MINUTES, type UnitDecision, type UnitLoad, type UnitSettings } from './unit-decision.ts';

const METRICS = {
  behindMs: ['millisBehindLatest', 'Maximum'],
  processors: ['containerCPUUtilization', 'Maximum'],
} as const;

export interface UnitScaling {
  readonly flink: KinesisAnalyticsV2Client;
  readonly loads: (application: string, minutes: number) => Promise<readonly UnitLoad[]>;
  readonly nowMs: number;
}

export interface UnitResult extends UnitDecision {
  readonly before: number;
}

/** @returns undefined while the application does not run, or is being changed. */
export async function scaleUnits(
  { flink, loads, nowMs }: UnitScaling,
  application: string,
  settings: UnitSettings,
): Promise<UnitResult | undefined> {
  const { ApplicationDetail: detail } = await flink.send(
    new DescribeApplicationCommand({ ApplicationName: application }),
  );
  const parallelism =
    detail?.ApplicationConfigurationDescription?.FlinkApplicationConfigurationDescription
      ?.ParallelismConfigurationDescription;
  const before = parallelism?.CurrentParallelism ?? parallelism?.Parallelism;
  if (detail?.ApplicationStatus !== 'RUNNING' || before === undefined) return undefined;
  const changedMs = detail.LastUpdateTimestamp?.getTime() ?? detail.CreateTimestamp?.getTime() ?? 0;
  const view = {
    units: before,
    unchangedMinutes: (nowMs - changedMs) / 60_000,
    loads: await loads(application, QUIET_MINUTES),
  };
  const decision = decideUnits(view, settings);
  if (decision.units !== before) {
    await flink.send(
      new UpdateApplicationCommand({
        ApplicationName: application,
        // Of whoever changes it at the same time, one is refused.
        CurrentApplicationVersionId: detail.ApplicationVersionId,
        ApplicationConfigurationUpdate: {
          FlinkApplicationConfigurationUpdate: {
            ParallelismConfigurationUpdate: { ConfigurationTypeUpdate: 'CUSTOM', ParallelismUpdate: decision.units },
          },
        },
      }),
    );
  }
  return { ...decision, before };
}

/** What the application has told, by the minute. */
export function unitLoads(
  client: CloudWatchClient,
  { application, minutes, nowMs }: { readonly application: string; readonly minutes: number; readonly nowMs: number },
): Promise<readonly UnitLoad[]> {
  const dimension = { Name: 'Application', Value: application };
  return readMinutes(client, { namespace: 'AWS/KinesisAnalytics', dimension, metrics: METRICS, minutes, nowMs });
}
