/** The flags that say which quarantined events are meant, and the query that they make. */
import { type CommandInput, textFlag } from './command.ts';
import type { Flag } from './flag.ts';
import { requestServer } from './server-request.ts';
import { timeFlag } from './time-flag.ts';

export const quarantineFilterFlags: Readonly<Record<string, Flag>> = {
  code: { type: 'string', value: 'CODE', about: 'only with this code: schema_violation, unknown_event …' },
  type: { type: 'string', value: 'TYPE', about: 'only events that say they are of this type' },
  source: { type: 'string', value: 'SOURCE', about: 'only from there: http, csv (all feeds), csv:till' },
  since: { type: 'string', value: 'TIME', about: 'only what came in first at or after' },
  before: { type: 'string', value: 'TIME', about: 'only what came in first before' },
  text: { type: 'string', value: 'TEXT', about: 'only with this text in the event or in what is wrong' },
  upload: { type: 'string', value: 'NUMBER', about: 'only from this upload of a feed' },
};

/** As a query; empty when nothing was given. @throws MillraceError USAGE for what is no time. */
export function filterQuery(input: CommandInput): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of Object.keys(quarantineFilterFlags)) {
    const isTime = name === 'since' || name === 'before';
    const timeMs = isTime ? timeFlag(input, name) : undefined;
    const value = timeMs === undefined ? textFlag(input, name) : new Date(timeMs).toISOString();
    if (value !== undefined) query.set(name, value);
  }
  return query;
}

export interface TriedAnswer {
  readonly tried: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly late: number;
  readonly quarantined: number;
  readonly unmended: readonly { readonly number: number; readonly message: string }[];
  readonly next: number | null;
}

const PAGE = '500';

/** Tries all that the filter means, page after page, and prints what became of them. Resolves with the exit code. */
export async function tryAll(input: CommandInput, path: string, content?: object): Promise<number> {
  const query = filterQuery(input);
  const sum = { tried: 0, accepted: 0, duplicates: 0, late: 0, quarantined: 0 };
  const unmended: TriedAnswer['unmended'][number][] = [];
  query.set('limit', PAGE);
  for (let after: number | null = 0; after !== null; ) {
    query.set('after', String(after));
    const answer: TriedAnswer = await requestServer(input, 'POST', `${path}?${query}`, content);
    sum.tried += answer.tried;
    sum.accepted += answer.accepted;
    sum.duplicates += answer.duplicates;
    sum.late += answer.late;
    sum.quarantined += answer.quarantined;
    unmended.push(...answer.unmended);
    after = answer.next;
  }
  const { tried, accepted, duplicates, late, quarantined } = sum;
  console.log(`${tried} tried: ${accepted} accepted, ${duplicates} duplicates, ${late} late, ${quarantined} still bad`);
  for (const { number, message } of unmended.slice(0, 20)) console.log(`${number} was left as it is: ${message}`);
  return 0;
}
