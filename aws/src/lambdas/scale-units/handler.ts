/** Called each minute: gives the SQL more units when it falls behind, and takes them back when it is quiet. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KinesisAnalyticsV2Client } from '@aws-sdk/client-kinesis-analytics-v2';
import { scaleUnits, unitLoads } from '../../scaling/scale-units.ts';
import type { UnitSettings } from '../../scaling/unit-decision.ts';
import { requiredVariable } from '../environment-variable.ts';

const application = requiredVariable('APPLICATION');
const settings: UnitSettings = JSON.parse(requiredVariable('UNITS'));
const flink = new KinesisAnalyticsV2Client();
const cloudWatch = new CloudWatchClient();
const logger = new Logger();
const metrics = new Metrics();

export async function handler(): Promise<void> {
  const nowMs = Date.now();
  const loads = (name: string, minutes: number) => unitLoads(cloudWatch, { application: name, minutes, nowMs });
  const result = await scaleUnits({ flink, loads, nowMs }, application, settings);
  if (!result) return;
  metrics.singleMetric().addMetric('UnitChangeBlocked', MetricUnit.Count, Number(result.blocked));
  if (result.units !== result.before || result.blocked) logger.info('units', { ...result });
}
