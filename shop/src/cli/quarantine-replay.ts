/** `millrace quarantine replay`: puts refused events through again, after what refused them has been mended. */
import type { Command } from './command.ts';
import { nothingMeant } from './nothing-meant.ts';
import { filterQuery, quarantineFilterFlags, tryAll } from './quarantine-filter-flags.ts';
import { requestServer, serverFlags } from './server-request.ts';

export const quarantineReplay: Command = {
  name: 'quarantine replay',
  operands: '[NUMBER…]',
  about:
    'Puts quarantined events through again: those named, or those of a filter. They go through deduplication, so that nothing counts twice.',
  arity: [0, 1000],
  flags: { ...quarantineFilterFlags, ...serverFlags },
  async run(input) {
    if (input.positionals.length === 0) {
      if (filterQuery(input).size === 0) throw nothingMeant('quarantine replay');
      return tryAll(input, '/v1/quarantine/replay');
    }
    for (const number of input.positionals) {
      const path = `/v1/quarantine/${encodeURIComponent(number)}/replay`;
      console.log(`${number}  ${JSON.stringify(await requestServer(input, 'POST', path))}`);
    }
    return 0;
  },
};
