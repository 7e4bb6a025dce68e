/** What must hold of the counts when all has become quiet: nothing lost, nothing twice, each user's in order, all poison told of. */
import assert from 'node:assert/strict';
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { eventsOf } from '../../src/stream/event-array.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { type CountOutput, counted, NEW_USER, type UserCount } from './counting-function.ts';
import type { NumberedLoad } from './numbered-load.ts';

export interface CountingResult {
  readonly events: number;
  readonly outputs: number;
  /** Outputs that came again. */
  readonly repeats: number;
  readonly poison: number;
}

export async function checkCounts(
  load: NumberedLoad,
  enriched: readonly StreamRecord[],
  failures: { readonly sqs: SQSClient; readonly url: string },
): Promise<CountingResult> {
  const checked = checkOutputs(load.sent, enriched);
  await checkPoison(load, failures);
  return { ...checked, poison: load.undecodable.length + load.uncountable.length };
}

/** @param sent how many events each user has sent. */
export function checkOutputs(
  sent: ReadonlyMap<string, number>,
  enriched: readonly Pick<StreamRecord, 'partitionKey' | 'data'>[],
): Omit<CountingResult, 'poison'> {
  const outputs = enriched.flatMap(({ partitionKey, data }) =>
    (eventsOf(data) as (CountOutput & { id: string })[]).map((output) => ({ bucket: partitionKey, ...output })),
  );
  const fresh = withoutRepeats(outputs);
  for (const [user, events] of sent) {
    const its = fresh
      .filter((output) => output.user === user)
      .map(({ count, last, digest }) => ({ count, last, digest }));
    assert.deepEqual(its, statesOf(user, events), `the outputs of ${user}`);
  }
  const events = [...sent.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(fresh.length, events, 'outputs of users that sent nothing');
  return { events, outputs: fresh.length, repeats: outputs.length - fresh.length };
}

/** As a receiver does: what does not lie behind the last one of its bucket has been there before. */
function withoutRepeats<T extends { readonly bucket: string; readonly id: string }>(
  outputs: readonly T[],
): readonly T[] {
  const last = new Map<string, string>();
  return outputs.filter(({ bucket, id }) => {
    if (id <= (last.get(bucket) ?? '')) return false;
    last.set(bucket, id);
    return true;
  });
}

function statesOf(user: string, sent: number): readonly UserCount[] {
  const states: UserCount[] = [];
  for (let n = 1; n <= sent; n++) states.push(counted(states.at(-1) ?? NEW_USER, { user, n }));
  return states;
}

async function checkPoison(load: NumberedLoad, { sqs, url }: { sqs: SQSClient; url: string }): Promise<void> {
  const told = new Set<string>();
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) break;
    for (const { Body = '' } of Messages) told.add(nameOf(JSON.parse(Body)));
  }
  const expected = [...load.undecodable, ...load.uncountable.map((sequence) => `${sequence} 1`)];
  assert.deepEqual([...told].toSorted(), expected.toSorted(), 'the queue of failures');
}

function nameOf({ sequence, input, ...rest }: { sequence?: string; input?: number }): string {
  assert(sequence !== undefined, `a batch was given up: ${JSON.stringify(rest)}`);
  return input === undefined ? sequence : `${sequence} ${input}`;
}
