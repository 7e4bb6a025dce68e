/** Asks a running server something on behalf of a command, and turns its problem documents into errors. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type CommandInput, textFlag } from './command.ts';
import type { Flag } from './flag.ts';

export const serverFlags: Readonly<Record<string, Flag>> = {
  url: { type: 'string', default: 'http://127.0.0.1:8080', about: 'the server' },
  key: { type: 'string', value: 'KEY', about: 'a key, where the server asks for one' },
};

/** @throws MillraceError SERVER_UNREACHABLE, or REQUEST_REFUSED with what the server said. */
export async function requestServer<T>(
  input: CommandInput,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<T> {
  const response = await callServer(input, method, path, body);
  return (await response.json()) as T;
}

/** The same, with the answer as it comes. */
export async function callServer(
  input: CommandInput,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Response> {
  const url = `${textFlag(input, 'url')}${path}`;
  const key = textFlag(input, 'key');
  const headers = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(url, sent).catch((cause) => {
    throw new MillraceError(`no server answers at ${url}`, {
      code: 'SERVER_UNREACHABLE',
      domain: 'external',
      retry: 'backoff',
      hint: "start one with 'npm start', or name another with --url",
      cause,
    });
  });
  if (response.ok) return response;
  const problem = (await response.json()) as { readonly title?: string; readonly detail?: string };
  throw new MillraceError(`${response.status} ${problem.title ?? ''}: ${problem.detail ?? ''}`, {
    code: 'REQUEST_REFUSED',
    domain: 'user',
    retry: 'never',
  });
}
