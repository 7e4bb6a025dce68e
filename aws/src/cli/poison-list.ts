/** `millrace-aws poison list`: what functions could not take, and why. */
import type { Command } from '@millrace/shop/cli/command.ts';
import { numberFlag } from '@millrace/shop/cli/number-flag.ts';
import { keptPoison } from '../failures/kept-poison.ts';
import { poisonPlace, poisonTableFlag, printPoison } from './poison-place.ts';

const MOST = 100_000;

export const poisonList: Command = {
  name: 'poison list',
  operands: '[NAME]',
  about:
    'Lists records, and single inputs of them, that functions could not take, or the function NAME: stream, bucket, reason.',
  arity: [0, 1],
  flags: {
    ...poisonTableFlag,
    limit: { type: 'string', value: 'N', default: '50', about: 'how many' },
  },
  async run(input) {
    const [functionName] = input.positionals;
    let count = 0;
    for await (const poison of keptPoison(poisonPlace(input), functionName, numberFlag(input, 'limit', 1, MOST))) {
      printPoison(poison, poison.reason);
      count++;
    }
    if (count === 0) console.log('nothing is kept as poison');
    return 0;
  },
};
