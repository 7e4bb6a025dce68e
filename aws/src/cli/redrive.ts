/** `millrace-aws redrive`: brings back what functions have given up, and keeps what cannot be read with the reason. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type Command, type CommandInput, textFlag } from '@millrace/shop/cli/command.ts';
import { wrap } from '@millrace/shop/cli/help.ts';
import { numberFlag } from '@millrace/shop/cli/number-flag.ts';
import { clientSettings } from '../client-settings.ts';
import { type PoisonedRecord, poisonTable } from '../failures/poison-table.ts';
import type { FailedBatch } from '../redrive/failed-batch.ts';
import { bucketFailures, type FailureSource, queueFailures } from '../redrive/failure-source.ts';
import { type RedriveProgress, redriveAll } from '../redrive/redrive-all.ts';
import type { RedriveOptions } from '../redrive/redrive-batch.ts';
import { dedupFlags, dedupOf } from './dedup-flags.ts';

const WIDTH = 80;
const MOST_BATCHES = 100_000;
const REASONS_SHOWN = 3;

export const redrive: Command = {
  name: 'redrive',
  operands: '',
  about:
    'Takes failed batches from a queue or a bucket, reads their records from the stream again, puts those that can be read back onto it, and keeps the others with the reason. An event that was counted is known by its id.',
  arity: [0, 0],
  flags: {
    queue: { type: 'string', value: 'URL', about: 'the queue that a function sends its failures to' },
    bucket: { type: 'string', value: 'NAME', about: 'or the bucket' },
    prefix: { type: 'string', value: 'TEXT', default: 'aws/lambda/', about: 'of the objects in the bucket' },
    'poison-table': { type: 'string', value: 'NAME', about: 'the table that keeps what cannot be read' },
    'dry-run': { type: 'boolean', about: 'reads and tells, and changes nothing' },
    ...dedupFlags,
    limit: { type: 'string', value: 'N', default: '1000', about: 'how many batches' },
  },
  async run(input) {
    const dryRun = input.flags['dry-run'] === true;
    const tally = await redriveAll(sourceOf(input), optionsOf(input, dryRun), printed(dryRun));
    const { batches, put, poison, lost, failed } = tally;
    const done = dryRun ? 'would go back' : 'went back';
    print(`${batches} batches: ${put} records ${done}, ${poison} cannot be read, ${lost} are no longer retained`);
    if (failed > 0) print(`${failed} batches stay where they are, for the reasons above`);
    return failed > 0 ? 1 : 0;
  },
};

/** @throws MillraceError USAGE unless one place is named. */
function sourceOf(input: CommandInput): FailureSource {
  const [queue, bucket] = [textFlag(input, 'queue'), textFlag(input, 'bucket')];
  if (queue !== undefined && bucket === undefined) return queueFailures(new SQSClient(clientSettings()), queue);
  if (bucket !== undefined && queue === undefined) {
    return bucketFailures(new S3Client(clientSettings()), bucket, textFlag(input, 'prefix') ?? '');
  }
  throw new MillraceError('redrive takes failures from one place', {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: 'name it with --queue or with --bucket',
  });
}

function optionsOf(input: CommandInput, dryRun: boolean): RedriveOptions & { readonly most: number } {
  const table = textFlag(input, 'poison-table');
  return {
    kinesis: new KinesisClient(clientSettings()),
    dryRun,
    ...dedupOf(input),
    keepPoison: table === undefined ? undefined : keeper(new DynamoDBClient(clientSettings()), table),
    nowMs: Date.now(),
    most: numberFlag(input, 'limit', 1, MOST_BATCHES),
  };
}

function keeper(dynamo: DynamoDBClient, table: string) {
  return ({ functionName, stream }: FailedBatch, poison: readonly PoisonedRecord[]): Promise<void> =>
    poisonTable({ dynamo, table, functionName, streamName: stream })(poison);
}

function printed(dryRun: boolean): RedriveProgress {
  return {
    batch(batch, { put, poison, lost }) {
      const rest = lost === 0 ? '' : `, ${lost} no longer retained`;
      print(`${placeOf(batch)}: ${put} ${dryRun ? 'to go back' : 'back'}, ${poison.length} unreadable${rest}`);
      for (const { record, error } of poison.slice(0, REASONS_SHOWN)) {
        print(`${record.sequence}: ${error instanceof Error ? error.message : String(error)}`, '    ');
      }
      if (poison.length > REASONS_SHOWN) print(`and ${poison.length - REASONS_SHOWN} more`, '    ');
    },
    failed(name, batch, reason) {
      print(`${batch ? placeOf(batch) : name}: left`);
      print(reason, '    ');
    },
  };
}

function placeOf({ stream, shardId, functionName, condition, size }: FailedBatch): string {
  return `${functionName}, ${stream} ${shardId}, ${size} records (${condition})`;
}

function print(text: string, indent = ''): void {
  for (const line of wrap(text, WIDTH - indent.length)) console.log(indent + line);
}
