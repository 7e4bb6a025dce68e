/** Groups of pipelines over one log: each with state of its own, and no view in two of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { checkGroupViews, type GroupViews, type PipelineGroup } from '../../src/runtime/pipeline-group.ts';
import { replayLog } from '../../src/runtime/replay-log.ts';
import { openStateEnvironment } from '../../src/state/environment-state-store.ts';
import { openViewReader } from '../../src/views/environment-view.ts';

const EVENTS = `CREATE TABLE events (id BIGINT, read_at AS PROCTIME()) WITH ('connector' = 'log', 'format' = 'json');`;
const BATCHES = 20;

function view(name: string, options = ''): string {
  return `CREATE TABLE ${name} (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'view'${options});`;
}

function group(name: string, ...statements: readonly string[]): PipelineGroup {
  const text = [EVENTS, ...statements].join('\n');
  return { name, scripts: [{ file: `${name}.sql`, text }], stateFolder: join('state', name) };
}

const small = group('small', view('low'), `INSERT INTO low SELECT id FROM events WHERE id < 5;`);
const large = group('large', view('high'), `INSERT INTO high SELECT id FROM events WHERE id >= 5;`);

let dataFolder = '';

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'millrace-groups-'));
  const log = openLogWriter(dataFolder, 4);
  for (let id = 0; id < BATCHES; id += 1) {
    const bytes = Buffer.from(JSON.stringify({ id }));
    await log.append(id + 1, [{ partition: id % 4, bytes, ends: Uint32Array.of(bytes.length) }]);
  }
  await log.close();
});

afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

async function rowCount(stateFolder: string, name: string): Promise<number | undefined> {
  const environment = openStateEnvironment(dataFolder, stateFolder);
  const rows = openViewReader(environment, name)?.range({ limit: 1_000 });
  await environment.close();
  return rows?.length;
}

function views(written: readonly string[], lookedUp: readonly string[] = []): GroupViews {
  return { written, lookedUp };
}

describe('a replay of several groups', () => {
  it('makes each its own views, in its own state, and tells how far the slowest is', async () => {
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    const { batches } = await replayLog({ dataFolder, groups: [small, large], fromMs: 0, onProgress });
    expect(batches).toBe(BATCHES);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect([await rowCount('state/small', 'low'), await rowCount('state/small', 'high')]).toEqual([5, undefined]);
    expect([await rowCount('state/large', 'high'), await rowCount('state/large', 'low')]).toEqual([15, undefined]);
  });

  it.each([
    {
      name: 'write one view',
      second: group('second', view('also', `, 'view' = 'low'`), 'INSERT INTO also SELECT id FROM events;'),
    },
    {
      name: 'look up what the other writes',
      second: group(
        'second',
        view('low'),
        view('high'),
        'INSERT INTO high SELECT e.id FROM events AS e JOIN low FOR SYSTEM_TIME AS OF e.read_at AS l ON l.id = e.id;',
      ),
    },
  ])('refuses groups that $name', async ({ second }) => {
    await expect(replayLog({ dataFolder, groups: [small, second], fromMs: 0 })).rejects.toMatchObject({
      code: 'VIEW_ACROSS_GROUPS',
      message: expect.stringMatching(/small.*second.* low|second looks up the view low/),
    });
  });
});

describe('views among groups', () => {
  it('may be written by several queries of one group, and looked up there', () => {
    const groups = new Map([
      ['one', views(['a', 'a', 'b'], ['a'])],
      ['two', views(['c'], ['c', 'nobody'])],
    ]);
    expect(() => checkGroupViews(groups)).not.toThrow();
  });

  it.each([
    { one: views(['a', 'b']), two: views(['b']), view: 'b' },
    { one: views(['a'], ['c']), two: views(['c']), view: 'c' },
    { one: views(['a']), two: views(['c'], ['a']), view: 'a' },
  ])('are named when two groups share $view', ({ one, two, view: name }) => {
    const groups = new Map([
      ['one', one],
      ['two', two],
    ]);
    expect(() => checkGroupViews(groups)).toThrow(
      expect.objectContaining({ code: 'VIEW_ACROSS_GROUPS', message: expect.stringContaining(`view ${name}`) }),
    );
  });
});
