/** Replaying a log: the same results as the first time, byte for byte, and from a later moment only what follows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { openLogPipeline } from '../../src/runtime/log-pipeline.ts';
import { replayLog } from '../../src/runtime/replay-log.ts';
import { openStateEnvironment } from '../../src/state/environment-state-store.ts';
import { openViewReader } from '../../src/views/environment-view.ts';

const SCRIPT = `
CREATE TABLE events (
  who STRING, at_time TIMESTAMP_LTZ(3), amount INT,
  WATERMARK FOR at_time AS at_time - INTERVAL '5' SECOND
) WITH ('connector' = 'log', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601',
        'scan.watermark.idle-timeout' = '5 s');
CREATE TABLE per_minute (
  startTime TIMESTAMP(3), who STRING, n BIGINT, total INT,
  PRIMARY KEY (startTime, who) NOT ENFORCED
) WITH ('connector' = 'view', 'emit.early' = 'true');
INSERT INTO per_minute
SELECT window_start, who, COUNT(*), SUM(amount)
FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(at_time), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, who;
`;
const scripts = [{ file: 'script.sql', text: SCRIPT }];
const groups = [{ name: 'all', scripts, stateFolder: 'state' }];
const BEGINNING_MS = Date.UTC(2026, 0, 5);
const STEP_MS = 7_000;
const BATCHES = 60;

let dataFolder = '';

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'millrace-replay-'));
  const log = openLogWriter(dataFolder, 4);
  for (let index = 0; index < BATCHES; index += 1) {
    const timeMs = BEGINNING_MS + index * STEP_MS;
    const event = { who: `w${index % 3}`, at_time: new Date(timeMs).toISOString(), amount: index };
    const bytes = Buffer.from(JSON.stringify(event));
    await log.append(timeMs, [{ partition: index % 4, bytes, ends: Uint32Array.of(bytes.length) }]);
  }
  await log.close();
});

afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

async function runToEnd(): Promise<void> {
  const running = openLogPipeline({ dataFolder, scripts });
  while ((await running.pipeline.step(3)) !== 'idle');
  await running.close();
}

async function rows() {
  const environment = openStateEnvironment(dataFolder);
  const entries = openViewReader(environment, 'per_minute')?.range({ limit: 1000 }) ?? [];
  await environment.close();
  return entries;
}

describe('a replay', () => {
  it('of the whole log gives the same results', async () => {
    await runToEnd();
    const before = await rows();
    expect(before.length).toBeGreaterThan(10);
    const { batches } = await replayLog({ dataFolder, groups, fromMs: 0 });
    expect(batches).toBe(BATCHES);
    expect(await rows()).toEqual(before);
  });

  it('from a later moment gives what follows from the events since then', async () => {
    await runToEnd();
    const fromMs = BEGINNING_MS + 30 * STEP_MS;
    await replayLog({ dataFolder, groups, fromMs });
    const total = (await rows()).reduce((sum, { row }) => sum + Number(row.total), 0);
    const expected = Array.from({ length: 30 }, (_, index) => index + 30).reduce((sum, amount) => sum + amount, 0);
    expect(total).toBe(expected);
  });

  it('of a folder without a log says so', async () => {
    const nowhere = join(dataFolder, 'nowhere');
    await expect(replayLog({ dataFolder: nowhere, groups, fromMs: 0 })).rejects.toMatchObject({
      code: 'DATA_NOT_FOUND',
    });
  });
});
