/** `millrace quarantine purge`: drops refused events that nobody will mend. */
import type { Command } from './command.ts';
import { nothingMeant } from './nothing-meant.ts';
import { filterQuery, quarantineFilterFlags } from './quarantine-filter-flags.ts';
import { requestServer, serverFlags } from './server-request.ts';

interface PurgeAnswer {
  readonly purged: number;
  readonly next: number | null;
}

export const quarantinePurge: Command = {
  name: 'quarantine purge',
  operands: '[NUMBER…]',
  about: 'Drops quarantined events for good: those named, or those of a filter. The audit trail tells of it.',
  arity: [0, 1000],
  flags: {
    ...quarantineFilterFlags,
    outcome: { type: 'string', value: 'VERDICT', about: 'only whose last try came to this: accepted, quarantined …' },
    all: { type: 'boolean', about: 'everything, where there is no filter' },
    ...serverFlags,
  },
  async run(input) {
    let purged = 0;
    for (const number of input.positionals) {
      const path = `/v1/quarantine/${encodeURIComponent(number)}`;
      purged += (await requestServer<PurgeAnswer>(input, 'DELETE', path)).purged;
    }
    if (input.positionals.length === 0) {
      const query = filterQuery(input);
      const { outcome, all } = input.flags;
      if (typeof outcome === 'string') query.set('outcome', outcome);
      if (query.size === 0 && all !== true) throw nothingMeant('quarantine purge');
      if (all === true) query.set('all', 'true');
      query.set('limit', '1000');
      for (let after: number | null = 0; after !== null; ) {
        query.set('after', String(after));
        const answer: PurgeAnswer = await requestServer(input, 'DELETE', `/v1/quarantine?${query}`);
        purged += answer.purged;
        after = answer.next;
      }
    }
    console.log(`${purged} dropped`);
    return 0;
  },
};
