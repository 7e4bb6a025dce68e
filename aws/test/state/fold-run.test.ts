/** What a fold cannot take is left out alone, with all that it had half done. */
import { randomBytes } from 'node:crypto';
import type { Emit, FoldTables } from '@millrace/engine/fold/fold.ts';
import { expect, it } from 'vitest';
import type { BucketFunction } from '../../src/state/bucket-function.ts';
import { KnownStates } from '../../src/state/bucket-states.ts';
import { decodeRecord, runFold } from '../../src/state/fold-run.ts';
import { MOST_STATE_BYTES } from '../../src/state/stored-value.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';

interface Input {
  readonly add: string;
  readonly times?: number;
}

const appending: BucketFunction<Input, string> = {
  name: 'appending',
  stateVersion: '1',
  decode: ({ data }) => JSON.parse(Buffer.from(data).toString()),
  open: (tables: FoldTables, emit: Emit<string>) => {
    const texts = tables.table<{ text: string }>('texts');
    return {
      apply: ({ add, times = 1 }) => {
        const state = texts.get('one') ?? { text: '' };
        state.text += add.repeat(times);
        texts.put('one', state);
        emit(add);
        if (add === '!') throw new Error('no exclamations');
      },
    };
  },
  deliver: async () => undefined,
};

function record(sequence: string, text: string): StreamRecord {
  return { shardId: 's', sequence, partitionKey: '1', data: Buffer.from(text), arrivedMs: 0 };
}

function run(texts: readonly string[], known: KnownStates, careful: boolean) {
  const records = texts.map((text, at) => decodeRecord(appending, record(String(at + 1), text)));
  return runFold({ bucketFunction: appending, bucket: '1', records, known, careful });
}

function withOne(text: string | null): KnownStates {
  const known = new KnownStates();
  known.set({ table: 'texts', key: 'one' }, text);
  return known;
}

it('asks for what it does not know, and makes nothing of it', () => {
  const texts = ['[{"add":"a"},{"add":"!"}]'];
  expect(run(texts, new KnownStates(), false)).toMatchObject({
    missing: [{ table: 'texts', key: 'one' }],
    changes: [],
  });
  expect(run(texts, new KnownStates(), true).missing).toContainEqual({ table: 'texts', key: 'one' });
});

it('leaves out an input that throws, and a record that is none', () => {
  const texts = ['[{"add":"a"},{"add":"!"},{"add":"b"}]', 'nothing', '[{"add":"c"}]'];
  expect(run(texts, withOne('{"text":"x"}'), false)).toMatchObject({ failed: true, changes: [] });
  const careful = run(texts, withOne('{"text":"x"}'), true);
  expect(careful.changes).toEqual([{ table: 'texts', key: 'one', text: '{"text":"xabc"}' }]);
  expect(careful.outputs.map(({ id, value }) => [id.slice(-8), value])).toEqual([
    ['1.000000', 'a'],
    ['1.000001', 'b'],
    ['3.000000', 'c'],
  ]);
  expect(careful.poison.map(({ record: { sequence }, input }) => [sequence, input]).sort()).toEqual([
    ['1', 1],
    ['2', undefined],
  ]);
});

it('leaves out an input that makes a state too large for DynamoDB, and says so', () => {
  const noise = randomBytes(MOST_STATE_BYTES).toString('base64');
  const texts = ['[{"add":"a"}]', JSON.stringify([{ add: noise }]), '[{"add":"b"}]'];
  expect(run(texts, withOne(null), false).failed).toBe(true);
  const careful = run(texts, withOne(null), true);
  expect(careful.changes).toEqual([{ table: 'texts', key: 'one', text: '{"text":"ab"}' }]);
  expect(careful.poison).toMatchObject([{ input: 0, error: { code: 'STATE_TOO_LARGE' } }]);
});
