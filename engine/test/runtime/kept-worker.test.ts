/** A worker that is kept running: what is mended by a new start, what is final, and who is told. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../src/errors/millrace-error.ts';
import { KeptWorker } from '../../src/runtime/kept-worker.ts';

/** Does what it is told: by its data at the start, by messages after that. */
const OBEDIENT = `
const { parentPort, workerData } = require('node:worker_threads');
const obey = (order) => {
  if (order === 'die') throw new Error('killed');
  if (order === 'end') parentPort.close();
  else parentPort.postMessage({ kind: order, code: 'BROKEN', message: 'cannot run', hint: null });
};
parentPort.on('message', obey);
workerData.forEach(obey);
`;

function keep(...lives: readonly (readonly string[])[]) {
  const told: string[] = [];
  const problems: MillraceError[] = [];
  const workers: Worker[] = [];
  const kept = new KeptWorker<{ readonly kind: string }>({
    launch: () => {
      const worker = new Worker(OBEDIENT, { eval: true, workerData: lives[workers.length] ?? ['ready'] });
      workers.push(worker);
      return worker;
    },
    onMessage: ({ kind }) => told.push(kind),
    crashed: (cause) => new MillraceError(String(cause), { code: 'CRASHED', domain: 'internal', retry: 'backoff' }),
    onExit: () => told.push('exit'),
    onProblem: (problem) => problems.push(problem),
  });
  return { kept, told, problems, workers };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a kept worker', () => {
  it('is started again when it dies, and runs on', async () => {
    const { kept, told, problems, workers } = keep(['ready'], ['ready']);
    await kept.start();
    kept.post('die');
    await until(() => problems.length > 0);
    expect([kept.running, kept.problem?.code]).toEqual([false, 'CRASHED']);
    await until(() => kept.running);
    expect([workers.length, kept.problem]).toEqual([2, undefined]);
    expect(told).toEqual(['ready', 'exit', 'ready']);
    await kept.close(() => kept.post('end'));
    expect(told.at(-1)).toBe('exit');
  });

  it('is not started again when it has never been ready', async () => {
    const { kept, problems, workers } = keep(['die']);
    await expect(kept.start()).rejects.toMatchObject({ code: 'CRASHED' });
    expect([workers.length, problems]).toEqual([1, []]);
    await kept.close(() => undefined);
  });

  it('is not started again when it says that it has failed, at the start or later', async () => {
    const atOnce = keep(['failed']);
    await expect(atOnce.kept.start()).rejects.toMatchObject({ code: 'BROKEN', retry: 'never' });
    const later = keep(['ready']);
    await later.kept.start();
    later.kept.post('failed');
    await until(() => later.problems.length > 0);
    expect([later.kept.running, later.kept.problem?.code]).toEqual([false, 'BROKEN']);
    for (const { kept, workers } of [atOnce, later]) {
      const exited = once(workers[0] as Worker, 'exit');
      kept.post('end');
      await exited;
      expect(workers.length).toBe(1);
    }
  });

  it('runs once when it is closed and started again in the pause after a crash', async () => {
    const { kept, told, workers } = keep(['ready'], ['ready'], ['ready']);
    await kept.start();
    kept.post('die');
    await until(() => told.includes('exit'));
    await kept.close(() => undefined);
    await kept.start();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect([workers.length, told]).toEqual([2, ['ready', 'exit', 'ready']]);
    await kept.close(() => kept.post('end'));
  });

  it('stays down once it has been closed', async () => {
    const { kept, workers } = keep(['ready']);
    await kept.start();
    await kept.close(() => kept.post('die'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(workers.length).toBe(1);
  });
});
