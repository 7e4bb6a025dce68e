/** Pipelines in a worker thread, from the outside: who is told of a commit, and what can be read when they are told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LmdbLogWriter, openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { PipelineHost } from '../../src/runtime/pipeline-host.ts';
import { PipelineSignal } from '../../src/runtime/pipeline-signal.ts';
import { openStateEnvironment } from '../../src/state/environment-state-store.ts';
import { openViewReader } from '../../src/views/environment-view.ts';

const SCRIPT = `
CREATE TABLE events (id BIGINT) WITH ('connector' = 'log', 'format' = 'json');
CREATE TABLE seen (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'view');
INSERT INTO seen SELECT id FROM events;
`;
const scripts = [{ file: 'script.sql', text: SCRIPT }];
const PATIENCE_MS = 5_000;
const ROUNDS = 50;

let dataFolder = '';
let log: LmdbLogWriter;

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'millrace-host-'));
  log = openLogWriter(dataFolder, 4);
});

afterEach(async () => {
  await log.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function append(id: number): Promise<void> {
  const bytes = Buffer.from(JSON.stringify({ id }));
  await log.append(Date.now(), [{ partition: id % 4, bytes, ends: Uint32Array.of(bytes.length) }]);
}

describe('the figures of a host', () => {
  it('follow the commits, at last, and not one by one', async () => {
    const host = new PipelineHost({ dataFolder, scripts });
    let told = host.figures;
    let changes = 0;
    host.onCommitted(() => {
      if (host.figures !== told) changes += 1;
      told = host.figures;
    });
    await host.start();
    const [scan, , sink] = [host.graph.nodes[0], undefined, host.graph.nodes.at(-1)];
    expect([scan?.kind, sink?.kind, sink?.table]).toEqual(['scan', 'sink', 'seen']);
    const rows = () => host.figures.rows[scan?.place ?? 0];
    expect(rows()).toBe(0);
    for (let id = 0; id < ROUNDS; id += 1) {
      await append(id);
      host.notify();
    }
    await vi.waitFor(() => expect(rows()).toBe(ROUNDS), { timeout: PATIENCE_MS, interval: 20 });
    expect(changes).toBeLessThan(ROUNDS / 2);
    expect(host.figures.gauges[sink?.id ?? '']).toMatchObject({ rows: ROUNDS });
    expect(host.figures.heapBytes).toBeGreaterThan(1_000_000);
    expect(host.lastStep?.commitMs).toBeGreaterThan(0);
    await host.close();
  });
});

describe('the doorbell of those who follow', () => {
  it('rings when what follows from an append can be read, each time', async () => {
    const committed = new PipelineSignal();
    const host = new PipelineHost({ dataFolder, scripts, committed });
    await host.start();
    const environment = openStateEnvironment(dataFolder);
    try {
      const view = openViewReader(environment, 'seen');
      for (let id = 0; id < ROUNDS; id += 1) {
        const rings = committed.count();
        await append(id);
        host.notify();
        await committed.rung(rings, PATIENCE_MS);
        expect(committed.count()).toBe(rings + 1);
        expect(view?.get([id])?.row).toEqual({ id });
      }
    } finally {
      await host.close();
      await environment.close();
    }
  });

  it('rings after each step of rows that have piled up', async () => {
    for (let id = 0; id < 10; id += 1) await append(id);
    const committed = new PipelineSignal();
    const host = new PipelineHost({ dataFolder, scripts, committed, stepRows: 2 });
    const { promise: caughtUp, resolve } = Promise.withResolvers<void>();
    host.onCommitted(({ nextSequence }) => nextSequence > 10 && resolve());
    await host.start();
    await caughtUp;
    await host.close();
    // The last is of the close.
    expect(committed.count()).toBe(6);
  });

  it('does not ring while there is nothing new', async () => {
    const committed = new PipelineSignal();
    const host = new PipelineHost({ dataFolder, scripts, committed });
    await host.start();
    for (let ring = 0; ring < ROUNDS; ring += 1) host.notify();
    await committed.rung(committed.count(), 100);
    expect(committed.count()).toBe(0);
    await host.close();
  });
});
