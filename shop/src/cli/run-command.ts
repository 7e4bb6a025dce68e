/** Finds the subcommand, reads its flags, runs it, and turns errors into one clear message and an exit code. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type LoadedConfig, loadConfig } from '../config/load-config.ts';
import { checkServerUrl } from './address-flags.ts';
import type { Command, CommandInput, FlagValue } from './command.ts';
import { commandLoaders } from './commands.ts';
import type { Flag } from './flag.ts';
import { commandHelp, overview } from './help.ts';
import { startFlags } from './start-flags.ts';

const EXIT_FAILED = 1;
/** The user's mistake: a wrong flag, a script with an error. */
const EXIT_USAGE = 2;

/** A program of several commands. */
export interface Program {
  /** How it is called. */
  readonly name: string;
  readonly loaders: Readonly<Record<string, () => Promise<Command>>>;
}

const MILLRACE: Program = { name: 'millrace', loaders: commandLoaders };

/** @returns the exit code: 0 done, 1 failed, 2 for what the user can mend. */
export async function runCommand(words: readonly string[], program: Program = MILLRACE): Promise<number> {
  try {
    return await dispatch(words, program);
  } catch (error) {
    return report(error);
  }
}

async function dispatch(words: readonly string[], program: Program): Promise<number> {
  const name = matchName(words, program);
  if (name === undefined) return printOverview(words, program);
  const command = await loadCommand(name, program);
  const rest = words.slice(name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(commandHelp(command, program.name));
    return 0;
  }
  const input = await readInput(command, rest, program);
  checkServerUrl(input);
  return command.run(input);
}

/** The longest command name that the words begin with. */
function matchName(words: readonly string[], { loaders }: Program): string | undefined {
  const names = [3, 2, 1].map((count) => words.slice(0, count).join(' '));
  return names.find((name) => name in loaders);
}

async function loadCommand(name: string, program: Program): Promise<Command> {
  const load = program.loaders[name];
  if (!load) throw usageError(`there is no command '${name}'`, `'${program.name} --help' lists the commands`);
  return load();
}

async function printOverview(words: readonly string[], program: Program): Promise<number> {
  const commands = await Promise.all(Object.values(program.loaders).map((load) => load()));
  const wanted = words[0];
  if (wanted === undefined || wanted === '--help' || wanted === '-h' || wanted === 'help') {
    console.log(overview(commands, program.name));
    return 0;
  }
  if (wanted === '--version' || wanted === '-v') {
    console.log(`${program.name} ${await ownVersion()}, Node ${process.versions.node}`);
    return 0;
  }
  const alike = commands.filter(({ name }) => name.startsWith(`${wanted} `));
  if (alike.length > 0 && (words[1] === '--help' || words[1] === '-h')) {
    console.log(overview(alike, program.name));
    return 0;
  }
  const names = alike.map(({ name }) => `'${name}'`);
  throw usageError(
    `there is no command '${words.slice(0, 2).join(' ')}'`,
    names.length > 0 ? `there are ${names.join(', ')}` : `'${program.name} --help' lists the commands`,
  );
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(text);
  return version;
}

async function readInput(command: Command, words: readonly string[], program: Program): Promise<CommandInput> {
  const { values, positionals } = parseWords(command, words, program);
  const [least, most] = command.arity;
  if (positionals.length < least || positionals.length > most) {
    throw usageError(
      `'${program.name} ${command.name}' takes ${command.operands || 'no operand'}, and was given ${positionals.length}`,
      `see '${program.name} ${command.name} --help'`,
    );
  }
  const given = Object.entries(command.flags).map(([name, flag]) => {
    return [name, values[name] ?? fromEnvironment(name, flag)] as const;
  });
  const config = await configFor(command, Object.fromEntries(given));
  const flags = given.map(([name, value]) => [name, value ?? config?.flags[name] ?? command.flags[name]?.default]);
  return { positionals, flags: Object.fromEntries(flags), config };
}

function fromEnvironment(name: string, { type }: Flag): string | boolean | undefined {
  const text = process.env[`MILLRACE_${name.replaceAll('-', '_').toUpperCase()}`];
  if (type === 'string' || text === undefined) return text;
  if (['true', '1'].includes(text)) return true;
  if (['false', '0', ''].includes(text)) return false;
  throw usageError(
    `MILLRACE_${name.toUpperCase()} is '${text}', which is neither true nor false`,
    'set it to true or false',
  );
}

/** What may stand in the file is the same for every command: the flags of `start`. */
async function configFor(
  command: Command,
  given: Readonly<Record<string, unknown>>,
): Promise<LoadedConfig | undefined> {
  if (!('config' in command.flags)) return undefined;
  const path = given.config;
  return loadConfig(typeof path === 'string' ? path : undefined, startFlags);
}

function parseWords(command: Command, words: readonly string[], program: Program) {
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    const parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    return { values: parsed.values as Record<string, FlagValue>, positionals: parsed.positionals };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw usageError(`${reason}`, `see '${program.name} ${command.name} --help'`);
  }
}

function usageError(message: string, hint: string): MillraceError {
  return new MillraceError(message, { code: 'USAGE', domain: 'user', retry: 'never', hint });
}

function report(error: unknown): number {
  if (!(error instanceof MillraceError)) {
    console.error(error);
    return EXIT_FAILED;
  }
  const withHint = error.hint !== undefined && !error.message.includes(error.hint);
  console.error(`error ${error.code}: ${error.message}${withHint ? `\n  ${error.hint}` : ''}`);
  return error.domain === 'user' ? EXIT_USAGE : EXIT_FAILED;
}
