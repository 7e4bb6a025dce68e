/** The shape of a subcommand: its words, its flags and what it does. Help and parsing come from this one description. */
import type { LoadedConfig } from '../config/load-config.ts';
import type { Flag } from './flag.ts';

export type FlagValue = string | boolean | readonly string[] | undefined;

export interface CommandInput {
  readonly positionals: readonly string[];
  /** Flags by name: given ones, else the environment's `MILLRACE_<NAME>`, else the file's, else defaults. */
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** The configuration file, for commands that have the flag `config`. */
  readonly config?: LoadedConfig | undefined;
}

export interface Command {
  /** How it is called: `sql run`. */
  readonly name: string;
  /** What follows the name in the usage: `SCRIPT`. */
  readonly operands: string;
  readonly about: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** How many positionals it takes. */
  readonly arity: readonly [least: number, most: number];
  /** Resolves with the exit code. Throws MillraceError for what the user can mend. */
  run(input: CommandInput): Promise<number>;
}

/** The flag as text; undefined when it was not given and has no default. */
export function textFlag(input: CommandInput, name: string): string | undefined {
  const value = input.flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** All that was given of a flag that may come several times. */
export function listFlag(input: CommandInput, name: string): readonly string[] {
  const value = input.flags[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value : [];
}
