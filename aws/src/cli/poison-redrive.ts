/** `millrace-aws poison redrive`: puts back what functions could not take, once they have been mended. */
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Command, CommandInput } from '@millrace/shop/cli/command.ts';
import { numberFlag } from '@millrace/shop/cli/number-flag.ts';
import { clientSettings } from '../client-settings.ts';
import { type KeptPoison, keptPoison, type PoisonPlace } from '../failures/kept-poison.ts';
import { type PoisonOptions, redrivePoison } from '../redrive/redrive-poison.ts';
import { dedupFlags, dedupOf } from './dedup-flags.ts';
import { namedPoison, poisonPlace, poisonTableFlag, printPoison } from './poison-place.ts';

const MOST = 100_000;

export const poisonRedrive: Command = {
  name: 'poison redrive',
  operands: '[NAME [ID]]',
  about:
    'Puts what functions, or the function NAME, could not take back onto its stream, in order, and takes it out of the table. What still cannot be read stays. Nothing counts twice: what was put back before is known.',
  arity: [0, 2],
  flags: {
    ...poisonTableFlag,
    'dry-run': { type: 'boolean', about: 'reads and tells, and changes nothing' },
    ...dedupFlags,
    limit: { type: 'string', value: 'N', default: '1000', about: 'how many' },
  },
  async run(input) {
    const options = optionsOf(input);
    const tally = { put: 0, left: 0 };
    await redrivePoison(chosen(options.place, input), options, {
      put: () => void tally.put++,
      left: (poison, error) => {
        tally.left++;
        printPoison(poison, error instanceof Error ? error.message : String(error));
      },
    });
    console.log(`${tally.put} ${options.dryRun ? 'would go back' : 'went back'}`);
    if (tally.left > 0) console.log(`${tally.left} stay where they are, for the reasons above`);
    return tally.left > 0 ? 1 : 0;
  },
};

function optionsOf(input: CommandInput): PoisonOptions {
  return {
    kinesis: new KinesisClient(clientSettings()),
    place: poisonPlace(input),
    dryRun: input.flags['dry-run'] === true,
    ...dedupOf(input),
    nowMs: Date.now(),
  };
}

async function* chosen(place: PoisonPlace, input: CommandInput): AsyncGenerator<KeptPoison> {
  const [functionName, id] = input.positionals;
  if (functionName !== undefined && id !== undefined) yield await namedPoison(place, functionName, id);
  else yield* keptPoison(place, functionName, numberFlag(input, 'limit', 1, MOST));
}
