/** `millrace start`: the server, until it is told to stop. */
import { resolve } from 'node:path';
import { loadSources, type SourceConfiguration } from '../config/source-config.ts';
import { closeOnSignal } from '../server/close-on-signal.ts';
import type { FeedSettings } from '../server/feed-plugin.ts';
import type { RulesPaths } from '../server/rules-files.ts';
import type { RunningServer } from '../server/start-server.ts';
import { startShop } from '../server/start-shop.ts';
import { currencyFlag, postgresUrlFlag } from './address-flags.ts';
import { type Command, type CommandInput, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { rateLimitsOf } from './rate-limit-flags.ts';
import { startFlags } from './start-flags.ts';
import { warehouseOf } from './warehouse-flags.ts';

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
  return startShop({
    dataFolder,
    port: numberFlag(input, 'port', 0, 65_535),
    host: textFlag(input, 'host') ?? '127.0.0.1',
    writeKeys: list(input, 'write-keys'),
    readKeys: list(input, 'read-keys'),
    adminKeys: list(input, 'admin-keys'),
    rateLimits: rateLimitsOf(input),
    trustedProxies: list(input, 'trusted-proxies'),
    allowedOrigins: list(input, 'allowed-origins'),
    currency: currencyFlag(input),
    logger: input.flags.verbose === true,
    ...(input.config?.alerts ? { alerts: input.config.alerts } : {}),
    rulesPaths: rulesPathsOf(input),
    ...warehouseOf(input),
    sources: await sourcesOf(input),
    feeds: feedsOf(input),
    onProblem: (error) =>
      console.error(`error ${error.code}: ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`),
  });
}

function feedsOf(input: CommandInput): FeedSettings {
  const folder = textFlag(input, 'feeds');
  return folder === undefined ? {} : { folder: resolve(folder) };
}

export function rulesPathsOf(input: CommandInput): RulesPaths {
  const [rules, model] = [textFlag(input, 'rules'), textFlag(input, 'model')];
  return { ...(rules === undefined ? {} : { rules }), ...(model === undefined ? {} : { model }) };
}

/** @throws MillraceError for a mapping that cannot be used. */
export function sourcesOf(input: CommandInput): Promise<SourceConfiguration> {
  const flags = { postgresUrl: postgresUrlFlag(input), cdcMapping: textFlag(input, 'cdc-mapping') };
  return loadSources(flags, input.config?.sources);
}

function list(input: CommandInput, name: string): readonly string[] {
  const text = textFlag(input, name) ?? '';
  return text.split(',').flatMap((part) => part.trim() || []);
}
