/** ministack, an emulator of CloudFormation and most of what it makes, on a port of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../servers/free-ports.ts';
import { PYTHON, pythonPackages } from '../servers/python-packages.ts';

export interface Ministack {
  readonly url: string;
  /** Types of resources that it does not know, of those asked about. */
  unknownTypes(types: readonly string[]): Promise<readonly string[]>;
  stop(): void;
}

const STARTS_WITHIN_MS = 120_000;

export async function startMinistack(): Promise<Ministack> {
  const packages = await pythonPackages(fileURLToPath(new URL('requirements.txt', import.meta.url)));
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(PYTHON, ['-m', 'ministack'], {
    cwd: mkdtempSync(join(tmpdir(), 'millrace-ministack-')),
    env: { ...process.env, PYTHONPATH: packages, GATEWAY_PORT: String(port) },
    stdio: 'ignore',
  });
  await answering(`${url}/_ministack/health`);
  return {
    url,
    unknownTypes: (types) => unknownTypes(url, types),
    stop: () => void child.kill(),
  };
}

async function answering(url: string): Promise<void> {
  const until = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < until) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`the emulator does not answer at ${url}`);
}

/** It says so itself: CloudFormation refuses a template with types that it does not know, and lists them. */
async function unknownTypes(url: string, types: readonly string[]): Promise<readonly string[]> {
  const resources = types.map((type, index) => [`R${index}`, { Type: type }] as const);
  const body = new URLSearchParams({
    Action: 'ValidateTemplate',
    Version: '2010-05-15',
    TemplateBody: JSON.stringify({ Resources: Object.fromEntries(resources) }),
  });
  const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudformation/aws4_request';
  const answer = await fetch(url, { method: 'POST', body, headers: { authorization } });
  const [, listed = ''] = /Unrecognized resource types: \[([^\]]*)\]/.exec(await answer.text()) ?? [];
  return listed.split(', ').filter((type) => type !== '');
}
