/** `millrace alerts dead-letters list`: notifications that a destination would not take, newest last. */
import type { Command } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { requestServer, serverFlags } from './server-request.ts';

interface Listing {
  readonly items: readonly Letter[];
}

interface Letter {
  readonly id: number;
  readonly destination: string;
  readonly state: string;
  readonly tries: number;
  readonly at: string;
  readonly groupKey: string;
  readonly reason: string;
}

export const deadLettersList: Command = {
  name: 'alerts dead-letters list',
  operands: '',
  about: 'Lists alert notifications that could not be delivered: id, when, destination, state, tries and why.',
  arity: [0, 0],
  flags: {
    after: { type: 'string', value: 'ID', default: '0', about: 'only those with a greater id' },
    limit: { type: 'string', value: 'N', default: '50', about: 'how many' },
    ...serverFlags,
  },
  async run(input) {
    const after = numberFlag(input, 'after', 0, Number.MAX_SAFE_INTEGER);
    const limit = numberFlag(input, 'limit', 1, 1000);
    const { items } = await requestServer<Listing>(
      input,
      'GET',
      `/v1/alerts/dead-letters?after=${after}&limit=${limit}`,
    );
    for (const { id, at, destination, state, tries, groupKey, reason } of items) {
      console.log(
        `${String(id).padStart(6)}  ${at}  ${destination}  ${state}  ${tries} tries  ${groupKey}\n        ${reason}`,
      );
    }
    if (items.length === 0) console.log('there are no dead letters');
    return 0;
  },
};
