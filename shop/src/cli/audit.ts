/** `millrace audit`: the audit trail of a running server. */
import { type Command, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { requestServer, serverFlags } from './server-request.ts';
import { timeFlag } from './time-flag.ts';

interface Listing {
  readonly items: readonly Entry[];
  readonly next: number | null;
}

interface Entry {
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly ip: string | null;
  readonly key: string | null;
  readonly keyName: string | null;
  readonly action: string | null;
  readonly target: string | null;
  readonly status: number | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export const audit: Command = {
  name: 'audit',
  operands: '',
  about: 'Lists the audit trail, oldest first: refusals, admin actions, starts, stops, changes of the configuration.',
  arity: [0, 0],
  flags: {
    from: { type: 'string', value: 'TIME', about: 'at or after this time, ISO 8601' },
    to: { type: 'string', value: 'TIME', about: 'before this time' },
    kind: { type: 'string', value: 'KIND', about: 'access_refused, admin_action, config_changed, server_started …' },
    limit: { type: 'string', value: 'N', default: '1000', about: 'how many at most' },
    ...serverFlags,
  },
  async run(input) {
    const query = new URLSearchParams({ limit: String(numberFlag(input, 'limit', 1, 1000)) });
    for (const name of ['from', 'to']) {
      const timeMs = timeFlag(input, name);
      if (timeMs !== undefined) query.set(name, new Date(timeMs).toISOString());
    }
    const kind = textFlag(input, 'kind');
    if (kind !== undefined) query.set('kind', kind);
    const { items, next } = await requestServer<Listing>(input, 'GET', `/v1/audit?${query}`);
    for (const entry of items) console.log(line(entry));
    if (next !== null) console.log(`there is more after ${next}: give a later --from`);
    return 0;
  },
};

function line({ number, at, kind, ip, key, keyName, action, target, status, details }: Entry): string {
  const who = [
    ip,
    key === null ? null : `key ${keyName === null ? key : `${keyName} (${key})`}`,
    action,
    target,
    status,
  ].filter((part) => part !== null);
  const more = Object.keys(details).length === 0 ? '' : `  ${JSON.stringify(details)}`;
  return `${String(number).padStart(6)}  ${at}  ${kind.padEnd(14)}  ${who.join('  ')}${more}`;
}
