/** A Millrace of its own in a child process, started by the command as a user would, for benchmarks to talk to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../shop/bin/millrace.ts', import.meta.url));
const ASK_EVERY_MS = 5;

export interface ShopProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** From the launch of the process to the first 200 of /readyz. */
  readonly readyMs: number;
}

/** Starts the shop over a data folder and waits until it is ready. */
export async function startShopProcess(dataFolder: string, nodeFlags: readonly string[] = []): Promise<ShopProcess> {
  const port = await freePort();
  const launchedMs = performance.now();
  const args = [...nodeFlags, COMMAND, 'start', '--port', String(port), '--data', dataFolder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`the shop ended with code ${child.exitCode} before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return { child, url, readyMs: performance.now() - launchedMs };
}

export async function endShopProcess({ child }: ShopProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** Resident memory of the process at this moment, in bytes; `files` is the part that is pages of mapped files. */
export function memoryOf({ child }: ShopProcess): { readonly resident: number; readonly files: number } {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const bytesOf = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { resident: bytesOf('VmRSS'), files: bytesOf('RssFile') };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
