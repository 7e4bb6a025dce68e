/** Environments of a function: cold and warm, crashed, timed out. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { inProcess } from './in-process-sandbox.ts';
import { type FunctionSettings, LambdaFunction, type Sandbox } from './lambda-function.ts';
import { workerSandbox } from './worker-sandbox.ts';

const SETTINGS: FunctionSettings = { name: 'trial', timeoutMs: 10_000, afterTimeout: 'zombie' };
const MODULE = fileURLToPath(new URL('./handlers/waiting.ts', import.meta.url));
const worker = workerSandbox({ module: MODULE, environment: { GREETING: 'hello' } });

/** How often a handler that was given this channel came to its end. */
function ends(channel: string): { count: () => number } & Disposable {
  let count = 0;
  const listener = new BroadcastChannel(channel);
  listener.onmessage = () => {
    count++;
  };
  return { count: () => count, [Symbol.dispose]: () => listener.close() };
}

it('uses an environment again, and starts another when none is free', async () => {
  let loads = 0;
  const make = inProcess(() => {
    loads++;
    let calls = 0;
    return async () => {
      await sleep(20);
      return ++calls;
    };
  });
  const fn = new LambdaFunction(SETTINGS, make);
  expect((await fn.invoke({})).response).toBe(1);
  expect((await fn.invoke({})).response).toBe(2);
  expect(loads).toBe(1);
  await Promise.all([fn.invoke({}), fn.invoke({})]);
  expect(loads).toBe(2);
  fn.recycle();
  expect((await fn.invoke({})).response).toBe(1);
  expect(fn.coldStarts).toBe(3);
});

it('keeps the environment of a handler that throws, as Lambda does', async () => {
  const make = inProcess(() => {
    let calls = 0;
    return () => {
      calls++;
      throw new TypeError(`call ${calls}`);
    };
  });
  const fn = new LambdaFunction(SETTINGS, make);
  await fn.invoke({});
  const second = await fn.invoke({});
  expect(second).toMatchObject({ functionError: 'Unhandled', message: 'TypeError: call 2' });
});

it('gives and takes JSON alone', async () => {
  const fn = new LambdaFunction(
    SETTINGS,
    inProcess(() => (event) => ({ event, date: new Date(0), left: undefined })),
  );
  const { response } = await fn.invoke({ n: 1, gone: undefined });
  expect(response).toEqual({ event: { n: 1 }, date: '1970-01-01T00:00:00.000Z' });
  expect(response).not.toHaveProperty('left');
});

it('loads a module afresh in each environment, with its own variables', async () => {
  const fn = new LambdaFunction(SETTINGS, worker);
  const event = { waitMs: 50, channel: randomUUID() };
  const [one, other] = await Promise.all([fn.invoke(event), fn.invoke(event)]);
  const third = await fn.invoke(event);
  await fn.close();
  expect(one.response).toMatchObject({ calls: 1, greeting: 'hello' });
  expect(other.response).toMatchObject({ calls: 1 });
  expect(third.response).toMatchObject({ calls: 2 });
});

it('fails an invocation whose environment crashes, and serves the next from a new one', async () => {
  let started: Sandbox | undefined;
  const fn = new LambdaFunction(SETTINGS, async () => {
    started = await worker();
    return started;
  });
  const channel = randomUUID();
  using ended = ends(channel);
  const running = fn.invoke({ waitMs: 200, channel });
  await expect.poll(() => started, { interval: 5 }).toBeDefined();
  await started?.kill();
  expect(await running).toMatchObject({ functionError: 'Unhandled', message: 'SandboxCrashed: the environment ended' });
  expect((await fn.invoke({ waitMs: 1, channel })).response).toMatchObject({ calls: 1 });
  await sleep(250);
  await fn.close();
  expect(fn.coldStarts).toBe(2);
  expect(ended.count()).toBe(1);
});

it('leaves no environment behind that was starting when it was closed', async () => {
  let killed = 0;
  const fn = new LambdaFunction(SETTINGS, async () => {
    await sleep(50);
    const kill = async (): Promise<void> => void killed++;
    return { invoke: async () => null, kill };
  });
  const running = fn.invoke({});
  await fn.close();
  await running;
  expect(killed).toBe(1);
});

it('does not wait for an environment that ended between two invocations', async () => {
  const sandboxes: Sandbox[] = [];
  const fn = new LambdaFunction(SETTINGS, async () => {
    const sandbox = await worker();
    sandboxes.push(sandbox);
    return sandbox;
  });
  const event = { waitMs: 1, channel: randomUUID() };
  await fn.invoke(event);
  await sandboxes[0]?.kill();
  expect(await fn.invoke(event)).toMatchObject({ functionError: 'Unhandled' });
  expect((await fn.invoke(event)).response).toMatchObject({ calls: 1 });
  await fn.close();
});

it('lets an invocation that timed out go on as a zombie, beside its retry', async () => {
  const channel = randomUUID();
  using ended = ends(channel);
  const fn = new LambdaFunction({ ...SETTINGS, timeoutMs: 100 }, worker);
  const first = await fn.invoke({ waitMs: 300, channel });
  expect(first).toMatchObject({ functionError: 'Unhandled', message: 'Task timed out after 100 ms' });
  expect((await fn.invoke({ waitMs: 1, channel })).response).toMatchObject({ calls: 1 });
  await expect.poll(ended.count).toBe(2);
  expect(fn).toMatchObject({ coldStarts: 2, timeouts: 1 });
  await fn.close();
});

it('or stops it where it is', async () => {
  const channel = randomUUID();
  using ended = ends(channel);
  const fn = new LambdaFunction({ ...SETTINGS, timeoutMs: 100, afterTimeout: 'abandoned' }, worker);
  await fn.invoke({ waitMs: 300, channel });
  await sleep(400);
  expect(ended.count()).toBe(0);
  expect((await fn.invoke({ waitMs: 1, channel })).response).toMatchObject({ calls: 1 });
  await fn.close();
});
