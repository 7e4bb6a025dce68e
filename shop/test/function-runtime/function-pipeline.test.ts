/** The runtime of functions: state, positions and outputs are one commit, and a question is answered from the state. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STORED_TABLES_VERSION, tablesOfStates } from '@millrace/engine/fold/stored-tables.ts';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FunctionPipeline } from '../../src/function-runtime/function-pipeline.ts';
import { openFunctionsEnvironment } from '../../src/function-runtime/function-store.ts';
import type { FunctionSet } from '../../src/functions/event-functions.ts';
import { visitorOf } from '../../src/functions/shop-event.ts';

/** Counts the events of each visitor, and says so after every second one. */
function countingFunctions(stateVersions = 'count:1'): FunctionSet {
  return {
    inputViews: [],
    views: [{ name: 'pairs', columns: { visitor: 'STRING', count: 'INT' }, key: ['visitor', 'count'], feedLength: 10 }],
    stateVersions,
    open(tables, emit) {
      const counts = tables.table<number>('counts');
      return {
        onEvent(event) {
          const visitor = visitorOf(event) ?? '';
          if (event.eventType === 'user_forget') return counts.remove(visitor);
          const count = (counts.get(visitor) ?? 0) + 1;
          counts.put(visitor, count);
          if (count % 2 === 0) emit({ view: 'pairs', key: [visitor, count], row: { visitor, count } });
        },
        onTime: () => undefined,
        onRow: () => undefined,
        onSample: () => undefined,
        answer: (_question, visitor) => counts.get(String(visitor)) ?? 0,
      };
    },
  };
}

let dataFolder: string;
let log: LmdbLogWriter;

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-functions-'));
  log = openLogWriter(dataFolder, 2);
});

afterEach(async () => {
  await log.close();
  await rm(dataFolder, { recursive: true });
});

function append(...visitors: readonly string[]): Promise<void> {
  return appendOf('page_view', ...visitors);
}

async function appendOf(eventType: string, ...visitors: readonly string[]): Promise<void> {
  const records = visitors.map((userId, index) =>
    Buffer.from(
      JSON.stringify({
        eventId: `${userId}-${index}`,
        userId,
        eventType,
        timestamp: '2026-01-01T00:00:00.000Z',
        receivedAt: '2026-01-01T00:00:00.100Z',
      }),
    ),
  );
  let end = 0;
  const ends = Uint32Array.from(records, (record) => (end += record.length));
  await log.append(Date.parse('2026-01-01T00:00:00.100Z'), [{ partition: 0, bytes: Buffer.concat(records), ends }]);
}

function open(functions = countingFunctions()): FunctionPipeline {
  return new FunctionPipeline({ dataFolder, functions });
}

function run(pipeline: FunctionPipeline): void {
  while (pipeline.step().status !== 'idle');
}

async function storedPairs(): Promise<readonly unknown[]> {
  const environment = openFunctionsEnvironment(dataFolder);
  const rows = openViewReader(environment, 'pairs')?.range({ limit: 100 }) ?? [];
  await environment.close();
  return rows.map(({ row }) => row);
}

describe('the function pipeline', () => {
  it('has nothing on disk of a forgotten user some commits later, though little happens', async () => {
    await append('zora', 'ben');
    let pipeline = open();
    pipeline.step();
    await appendOf('user_forget', 'zora');
    for (let commits = 0; commits < 6; commits++) {
      pipeline.step();
      await append('ben');
    }
    await pipeline.close();
    const environment = openFunctionsEnvironment(dataFolder);
    const stored = tablesOfStates(environment).flatMap((table) => table.scan({}, 1_000));
    await environment.close();
    const text = stored.map(([key, value]) => Buffer.concat([key, value]).toString('latin1')).join();
    expect(text).toContain('ben');
    expect(text).not.toContain('zora');
    pipeline = open();
    expect(pipeline.functions.answer('count', 'ben')).toBe(6);
    await pipeline.close();
  });

  it('goes on after a stop where its last commit was', async () => {
    await append('ann', 'ben', 'ann');
    const first = open();
    run(first);
    await first.close();
    await append('ben', 'ann');
    const second = open();
    run(second);
    expect([second.functions.answer('', 'ann'), second.functions.answer('', 'ben')]).toEqual([3, 2]);
    await second.close();
    expect(await storedPairs()).toEqual([
      { visitor: 'ann', count: 2 },
      { visitor: 'ben', count: 2 },
    ]);
  });

  it('can be asked between two events and while a commit is put together', async () => {
    await append('zoe');
    const first = open();
    run(first);
    await first.close();
    await append('ann', 'ben', 'ann');
    const answers: unknown[] = [];
    const second: FunctionPipeline = new FunctionPipeline({
      dataFolder,
      functions: countingFunctions(),
      // What is known of zoe lies on disk alone, and is read within the transaction when it is asked for there first.
      between: () => answers.push(['ann', 'ben', 'zoe'].map((visitor) => second.functions.answer('', visitor))),
    });
    second.read();
    expect(answers).toEqual([
      [1, 0, 1],
      [1, 1, 1],
      [2, 1, 1],
    ]);
    await second.commit();
    expect(answers.length).toBeGreaterThan(3);
    for (const answer of answers.slice(3)) expect(answer).toEqual([2, 1, 1]);
    await second.close();
  });

  it('forgets what was not committed, and reads it again', async () => {
    await append('ann', 'ann');
    const lost = open({
      ...countingFunctions(),
      open(tables, emit) {
        const functions = countingFunctions().open(tables, emit);
        // The second event ends the process, as far as this pipeline is concerned.
        let events = 0;
        const onEvent: typeof functions.onEvent = (event) => {
          events++;
          if (events === 2) throw new RangeError('killed');
          functions.onEvent(event);
        };
        return { ...functions, onEvent };
      },
    });
    expect(() => run(lost)).toThrow('killed');
    await lost.close();
    const next = open();
    run(next);
    expect(next.functions.answer('', 'ann')).toBe(2);
    await next.close();
  });

  it('goes on from state that an older release wrote, which refuses it from then on, and not from state of long ago', async () => {
    await append('ann');
    const first = open();
    run(first);
    await first.close();
    for (const [version, isRead] of [
      ['tables:2', true],
      ['tables:1', false],
    ] as const) {
      const environment = openFunctionsEnvironment(dataFolder);
      const versions = environment.table('fold-positions');
      const key = Buffer.from('versions');
      environment.transaction(() => versions.put(key, Buffer.from(`${version} count:1`)));
      if (isRead) {
        const next = open();
        expect(next.functions.answer('', 'ann')).toBe(1);
        await next.close();
        expect(Buffer.from(versions.get(key) ?? []).toString()).toBe(`${STORED_TABLES_VERSION} count:1`);
      } else expect(() => open()).toThrow(expect.objectContaining({ code: 'PIPELINE_CHANGED' }));
      await environment.close();
    }
  });

  it('refuses state of other functions, and says how to mend it', async () => {
    await open().close();
    expect(() => open(countingFunctions('count:2'))).toThrow(
      expect.objectContaining({ code: 'PIPELINE_CHANGED', hint: expect.stringContaining('millrace replay') }),
    );
  });
});
