/** `millrace quarantine replay`: puts refused events through again, after what refused them has been mended. */
import type { Command } from './command.ts';
import { requestServer, serverFlags } from './server-request.ts';

export const quarantineReplay: Command = {
  name: 'quarantine replay',
  operands: 'NUMBER…',
  about: 'Puts quarantined events through again. They go through deduplication, so that nothing counts twice.',
  arity: [1, 1000],
  flags: serverFlags,
  async run(input) {
    for (const number of input.positionals) {
      const path = `/v1/quarantine/${encodeURIComponent(number)}/replay`;
      console.log(`${number}  ${JSON.stringify(await requestServer(input, 'POST', path))}`);
    }
    return 0;
  },
};
