/** Puts together what a runner works with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { BucketCache } from './bucket-cache.ts';
import type { BucketFunction } from './bucket-function.ts';
import { BucketNames } from './bucket-names.ts';
import type { Poison } from './fold-run.ts';
import { guardedValkey } from './guarded-valkey.ts';
import { OutsideCalls } from './outside-calls.ts';
import { ProgressTable } from './progress-table.ts';
import { Rebuild } from './rebuild.ts';
import { RecordApplier } from './record-applier.ts';
import type { MutableCounts } from './runner-counts.ts';
import { Settling } from './settling.ts';
import { StateLoader } from './state-loader.ts';
import { StateTable } from './state-table.ts';
import { StreamReader } from './stream-reader.ts';
import type { Valkey } from './valkey-script.ts';

export interface RunnerOptions<Input, Output> {
  readonly bucketFunction: BucketFunction<Input, Output>;
  /** The stream whose records the function is given: what was lost is read from it again. */
  readonly streamName: string;
  /** Of `openValkey`. */
  readonly valkey: Valkey;
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly kinesis: Pick<KinesisClient, 'send'>;
  /** Names of the tables `state` and `progress`. */
  readonly tables: { readonly state: string; readonly progress: string };
  /** Keeps poison where failures go. It may come twice. @throws when it may not have been kept: the records come again. */
  readonly reject: (poison: readonly Poison[]) => Promise<void>;
  /** A state is in DynamoDB about so long after it changed. */
  readonly settleSeconds?: number;
  /** How much longer a batch may take because of that. */
  readonly settlingMs?: number;
  readonly nowMs?: () => number;
}

export interface RunnerParts<Input, Output> {
  readonly cache: BucketCache;
  readonly progress: ProgressTable;
  readonly applier: RecordApplier<Input, Output>;
  readonly rebuild: Rebuild;
  readonly settling: Settling;
  readonly nowMs: () => number;
  /** Adds to `counts` how many calls were made since it was asked last. */
  countCalls(counts: MutableCounts): void;
}

const SETTLE_SECONDS = 900;
const VALKEY_TIMEOUT_MS = 2_000;
const AWS_TIMEOUT_MS = 10_000;
const NONE: ReadonlyMap<string, number> = new Map();

export function runnerParts<Input, Output>(options: RunnerOptions<Input, Output>): RunnerParts<Input, Output> {
  const { bucketFunction, dynamo, kinesis, streamName, tables, nowMs = Date.now } = options;
  const calls = { valkey: callsOf('valkey'), dynamo: callsOf('dynamo'), kinesis: callsOf('kinesis') };
  const names = new BucketNames(bucketFunction);
  const cache = new BucketCache(guardedValkey(options.valkey, calls.valkey), names, nowMs);
  const states = new StateTable(
    { dynamo, calls: calls.dynamo, tableName: tables.state },
    names,
    bucketFunction.keptSeconds,
  );
  const progress = new ProgressTable({ dynamo, calls: calls.dynamo, tableName: tables.progress }, names);
  const reader = new StreamReader({ kinesis, calls: calls.kinesis, streamName });
  const loader = new StateLoader({ cache, states, passing: passingOf(bucketFunction) });
  const settleMs = (options.settleSeconds ?? SETTLE_SECONDS) * 1_000;
  const { reject } = options;
  // Two checkpoints of a bucket begin at least 0.75 of `settleMs` apart (`isDue`): only the second drops a version.
  const staleMs = settleMs / 2;
  const applier = new RecordApplier({ bucketFunction, cache, loader, reject, nowMs, staleMs });
  return {
    cache,
    progress,
    applier,
    rebuild: new Rebuild({ cache, progress, applier, reader, nowMs }),
    settling: new Settling({ cache, progress, states, nowMs, settleMs }),
    nowMs,
    countCalls: callCounter(calls),
  };
}

type Calls = Readonly<Record<'valkey' | 'dynamo' | 'kinesis', OutsideCalls>>;

function callsOf(service: keyof Calls): OutsideCalls {
  return new OutsideCalls(service === 'valkey' ? VALKEY_TIMEOUT_MS : AWS_TIMEOUT_MS);
}

function passingOf<Input, Output>({ passingTables }: BucketFunction<Input, Output>): ReadonlyMap<string, number> {
  return passingTables ?? NONE;
}

function callCounter({ valkey, dynamo, kinesis }: Calls): (counts: MutableCounts) => void {
  let before = { valkey: 0, dynamo: 0, kinesis: 0 };
  return (counts) => {
    const now = { valkey: valkey.made, dynamo: dynamo.made, kinesis: kinesis.made };
    counts.valkeyCalls += now.valkey - before.valkey;
    counts.dynamoCalls += now.dynamo - before.dynamo;
    counts.kinesisCalls += now.kinesis - before.kinesis;
    before = now;
  };
}
