/** ministack, an emulator of CloudFormation and most of what it makes, on a port of its own. */
import { fileURLToPath } from 'node:url';
import { freePorts } from '../servers/free-ports.ts';
import { PYTHON, pythonPackages } from '../servers/python-packages.ts';
import { ServerProcess } from '../servers/server-process.ts';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

export interface Ministack {
  readonly url: string;
  /** Types of resources that it does not know, of those asked about. */
  unknownTypes(types: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startMinistack(): Promise<Ministack> {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const server = await ServerProcess.start({
    name: 'ministack',
    command: PYTHON,
    args: () => ['-m', 'ministack'],
    environment: { PYTHONPATH: await pythonPackages(REQUIREMENTS), GATEWAY_PORT: String(port) },
    answers: () => answering(`${url}/_ministack/health`),
  });
  return {
    url,
    unknownTypes: (types) => unknownTypes(url, types),
    close: () => server.close(),
  };
}

/** @throws until it is healthy. */
async function answering(url: string): Promise<void> {
  const { ok, status } = await fetch(url);
  if (!ok) throw new Error(`${url} answers ${status}`);
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
