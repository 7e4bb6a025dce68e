/** `millrace quarantine show`: one refused event whole, with its original bytes. */
import type { Command } from './command.ts';
import { requestServer, serverFlags } from './server-request.ts';

export const quarantineShow: Command = {
  name: 'quarantine show',
  operands: 'NUMBER',
  about: 'Shows one quarantined event: why it was refused, when, how often it was tried, and its original bytes.',
  arity: [1, 1],
  flags: serverFlags,
  async run(input) {
    const number = encodeURIComponent(input.positionals[0] ?? '');
    console.log(JSON.stringify(await requestServer(input, 'GET', `/v1/quarantine/${number}`), undefined, 2));
    return 0;
  },
};
