/** A flag of a subcommand. */

export interface Flag {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the usage: `PORT`. */
  readonly value?: string;
  readonly default?: string;
  /** It may be given several times; then it is a list. */
  readonly multiple?: boolean;
  readonly about: string;
}
