/** What runs in the worker thread of an environment: loads the function's module and answers one invocation after another. */
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Handler } from './in-process-sandbox.ts';
import { lambdaContext } from './lambda-function.ts';
import type { SandboxAnswer, SandboxRequest } from './worker-sandbox.ts';

const port = parentPort;
assert(port, 'runs in a worker thread');
const { handler }: { handler: Handler } = await import(pathToFileURL(workerData.module).href);

port.on('message', (request: SandboxRequest) => void answer(request).then((result) => port.postMessage(result)));
port.postMessage('loaded');

async function answer({ event, invocation }: SandboxRequest): Promise<SandboxAnswer> {
  try {
    return { response: JSON.parse(JSON.stringify((await handler(event, lambdaContext(invocation))) ?? null)) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return { error: { name, message } };
  }
}
