/** Which table of poison a command is about, and what of it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type CommandInput, textFlag } from '@millrace/shop/cli/command.ts';
import type { Flag } from '@millrace/shop/cli/flag.ts';
import { wrap } from '@millrace/shop/cli/help.ts';
import { clientSettings } from '../client-settings.ts';
import { type KeptPoison, onePoison, type PoisonPlace } from '../failures/kept-poison.ts';

const WIDTH = 80;

export const poisonTableFlag: Readonly<Record<string, Flag>> = {
  'poison-table': { type: 'string', value: 'NAME', about: 'the table that keeps what functions cannot take' },
};

/** @throws MillraceError USAGE when no table is named. */
export function poisonPlace(input: CommandInput): PoisonPlace {
  const table = textFlag(input, 'poison-table');
  if (table !== undefined) return { dynamo: new DynamoDBClient(clientSettings()), table };
  throw new MillraceError('no table of poison is named', {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: 'name it with --poison-table',
  });
}

/** @throws MillraceError POISON_NOT_FOUND. */
export async function namedPoison(place: PoisonPlace, functionName: string, id: string): Promise<KeptPoison> {
  const poison = await onePoison(place, functionName, id);
  if (poison !== undefined) return poison;
  throw new MillraceError(`'${place.table}' has no ${id} of '${functionName}'`, {
    code: 'POISON_NOT_FOUND',
    domain: 'user',
    retry: 'never',
    hint: 'poison list names them; what was put back is gone from there, and so is what is older than 30 days',
  });
}

/** Its name, from where it comes, and what is wrong with it. */
export function printPoison(poison: KeptPoison, said: string): void {
  const { functionName, id, stream, partitionKey, arrivedMs } = poison;
  console.log(`${functionName} ${id}`);
  const from = `of ${stream}, ${partitionKey}, ${new Date(arrivedMs).toISOString()}: ${said}`;
  for (const line of wrap(from, WIDTH - 4)) console.log(`    ${line}`);
}
