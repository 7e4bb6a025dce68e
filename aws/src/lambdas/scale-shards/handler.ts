/** Called every few minutes: doubles and halves the shards of the streams as the day goes. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { readLoads } from '../../scaling/read-loads.ts';
import { scaleStream } from '../../scaling/scale-stream.ts';
import { scalingSettings } from '../../scaling/scaling-settings.ts';

const { SCALING = '', TABLE_PROGRESS: table = '' } = process.env;
const settings = scalingSettings(SCALING);
const kinesis = new KinesisClient();
const dynamo = new DynamoDBClient();
const cloudWatch = new CloudWatchClient();
const logger = new Logger();
const metrics = new Metrics();

/** @throws Error when a stream could not be looked at or changed: the others have been, and the alarm on errors tells. */
export async function handler(): Promise<void> {
  const nowMs = Date.now();
  const loads = (stream: string, minutes: number) => readLoads(cloudWatch, { stream, minutes, nowMs });
  const tries = await Promise.allSettled(
    [...settings].map(async ([stream, ofStream]) => {
      const result = await scaleStream({ kinesis, dynamo, table, loads, nowMs }, stream, ofStream);
      if (!result) return;
      metrics
        .singleMetric()
        .addDimension('stream', stream)
        .addMetric('ShardChangeBlocked', MetricUnit.Count, Number(result.blocked));
      if (result.shards !== result.before || result.blocked) logger.info('shards', { ...result });
    }),
  );
  const failed = tries.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(failed, `${failed.length} of ${tries.length} streams could not be scaled`);
}
