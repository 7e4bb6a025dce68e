/** How commands that put records back are told for how long an event that comes again is known. */
import type { CommandInput } from '@millrace/shop/cli/command.ts';
import type { Flag } from '@millrace/shop/cli/flag.ts';
import { numberFlag } from '@millrace/shop/cli/number-flag.ts';
import { LONGEST_DEDUP_HOURS } from '../lambdas/enrich/seen-events.ts';
import type { RedriveOptions } from '../redrive/redrive-batch.ts';

export const dedupFlags: Readonly<Record<string, Flag>> = {
  'dedup-hours': {
    type: 'string',
    value: 'N',
    default: '24',
    about: 'how long enrichment remembers ids: what may have been counted longer ago is left alone',
  },
  uncounted: {
    type: 'boolean',
    about: 'none of the records was ever counted: neither their age matters nor what came since',
  },
};

export function dedupOf(input: CommandInput): Pick<RedriveOptions, 'dedupHours' | 'uncounted'> {
  return {
    dedupHours: numberFlag(input, 'dedup-hours', 0, LONGEST_DEDUP_HOURS),
    uncounted: input.flags.uncounted === true,
  };
}
