/** `millrace start`: the server, until it is told to stop. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { closeOnSignal } from '../server/close-on-signal.ts';
import type { RunningServer } from '../server/start-server.ts';
import { startShop } from '../server/start-shop.ts';
import { type Command, type CommandInput, type Flag, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';

export const startFlags: Readonly<Record<string, Flag>> = {
  port: { type: 'string', value: 'PORT', default: '8080', about: 'where it listens; 0 takes a free one' },
  host: { type: 'string', default: '127.0.0.1', about: 'any other than loopback needs keys' },
  data: { type: 'string', value: 'FOLDER', default: '.millrace', about: 'where everything is kept' },
  'write-keys': { type: 'string', value: 'KEYS', about: 'keys that may send events, with commas between' },
  'read-keys': { type: 'string', value: 'KEYS', about: 'keys that may read, with commas between' },
  'admin-keys': { type: 'string', value: 'KEYS', about: 'keys that may do everything: lists, cases, silences' },
  'allowed-origins': { type: 'string', value: 'ORIGINS', about: 'pages elsewhere that may call, with commas between' },
  currency: { type: 'string', value: 'CODE', default: 'USD', about: 'what the page shows amounts in' },
  verbose: { type: 'boolean', about: 'log requests as JSON lines' },
};

export const start: Command = {
  name: 'start',
  operands: '',
  about: 'Starts the server: collector, pipelines, API and live page, in one process.',
  arity: [0, 0],
  flags: startFlags,
  async run(input) {
    const server = await startFromFlags(input);
    // Whoever reads the line may send a signal at once: the handlers stand before it is printed.
    const closed = closeOnSignal(server);
    console.log(`Millrace serves at ${server.url}  (page /, API /docs, metrics /metrics)`);
    await closed;
    return 0;
  },
};

/** @throws MillraceError as startShop does. */
export async function startFromFlags(input: CommandInput): Promise<RunningServer> {
  const dataFolder = resolve(textFlag(input, 'data') ?? '.millrace');
  mkdirSync(dataFolder, { recursive: true });
  return startShop({
    dataFolder,
    port: numberFlag(input, 'port', 0, 65_535),
    host: textFlag(input, 'host') ?? '127.0.0.1',
    writeKeys: list(input, 'write-keys'),
    readKeys: list(input, 'read-keys'),
    adminKeys: list(input, 'admin-keys'),
    allowedOrigins: list(input, 'allowed-origins'),
    currency: textFlag(input, 'currency') ?? 'USD',
    logger: input.flags.verbose === true,
    onProblem: (error) =>
      console.error(`error ${error.code}: ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`),
  });
}

function list(input: CommandInput, name: string): readonly string[] {
  const text = textFlag(input, name) ?? '';
  return text.split(',').flatMap((part) => part.trim() || []);
}
