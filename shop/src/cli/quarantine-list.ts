/** `millrace quarantine list`: the events that were refused, newest last. */
import { type Command, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { requestServer, serverFlags } from './server-request.ts';

interface Listing {
  readonly entries: readonly QuarantineRow[];
}

interface QuarantineRow {
  readonly number: number;
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

export const quarantineList: Command = {
  name: 'quarantine list',
  operands: '',
  about: 'Lists quarantined events: number, code, path of the bad field, what is wrong with it.',
  arity: [0, 0],
  flags: {
    after: { type: 'string', value: 'NUMBER', default: '0', about: 'only those with a greater number' },
    limit: { type: 'string', value: 'N', default: '50', about: 'how many' },
    ...serverFlags,
  },
  async run(input) {
    const after = numberFlag(input, 'after', 0, Number.MAX_SAFE_INTEGER);
    const limit = numberFlag(input, 'limit', 1, 1000);
    const { entries } = await requestServer<Listing>(input, 'GET', `/v1/quarantine?after=${after}&limit=${limit}`);
    for (const { number, code, path, message } of entries) {
      console.log(`${String(number).padStart(6)}  ${code.padEnd(18)}  ${path}\n        ${message}`);
    }
    if (entries.length === 0) console.log(`nothing is in quarantine at ${textFlag(input, 'url')}`);
    return 0;
  },
};
