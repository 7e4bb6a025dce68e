/** `millrace alerts dead-letters resend`: tries dead letters once more, under their old keys. */
import type { Command } from './command.ts';
import { requestServer, serverFlags } from './server-request.ts';

interface Outcome {
  readonly outcome: 'delivered' | 'failed';
  readonly reason: string | null;
}

export const deadLettersResend: Command = {
  name: 'alerts dead-letters resend',
  operands: 'ID…',
  about: 'Tries dead letters once more. They keep their keys, so that a receiver takes none of them twice.',
  arity: [1, 1000],
  flags: serverFlags,
  async run(input) {
    let failed = 0;
    for (const id of input.positionals) {
      const path = `/v1/alerts/dead-letters/${encodeURIComponent(id)}/resend`;
      const { outcome, reason } = await requestServer<Outcome>(input, 'POST', path);
      if (outcome === 'failed') failed++;
      console.log(`${id}  ${outcome}${reason === null ? '' : `: ${reason}`}`);
    }
    return failed === 0 ? 0 : 1;
  },
};
