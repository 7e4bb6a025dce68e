/** The function that takes orders and waits for their decisions, where no container does. */
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { CollectorInput } from './fargate-collector.ts';
import { grantPut } from './grants.ts';
import { handlerFunction } from './handler-function.ts';
import type { MillraceStack } from './millrace-stack.ts';
import { grantItem, tableEnvironment } from './state-tables.ts';

/** Putting an order on a stream that hardly answers takes up to 9.5 s, and one more read a second. */
const LEAST_SECONDS = 12;
/** For the last read, and the answer. */
const SPARE_SECONDS = 3;

export interface OrderFunction {
  readonly fn: LambdaFunction;
  readonly timeoutSeconds: number;
}

export function orderFunction(stack: MillraceStack, input: CollectorInput): OrderFunction {
  const { base, streams, serve, warehouse, writeKeys } = input;
  const { decisionSeconds, function: sizes } = stack.profile.collect;
  const timeoutSeconds = Math.max(LEAST_SECONDS, decisionSeconds + SPARE_SECONDS);
  const fn = handlerFunction(stack, {
    handler: 'decide',
    about: 'Takes orders and answers with their decisions',
    base,
    memoryMegabytes: sizes.memoryMegabytes,
    timeoutSeconds,
    concurrency: sizes.concurrency,
    environment: {
      STREAM_EVENTS: streams.streams.events.streamName,
      SECRET_WRITE_KEYS: writeKeys.secretArn,
      FIREHOSE_QUARANTINE: warehouse.quarantine.deliveryStreamName,
      ...tableEnvironment(serve.tables, ['decisions']),
      DECISION_SECONDS: String(decisionSeconds),
    },
  });
  grantPut(streams.streams.events, fn);
  warehouse.quarantine.grantPutRecords(fn);
  writeKeys.grantRead(fn);
  grantItem(serve.tables.decisions, fn);
  return { fn, timeoutSeconds };
}
