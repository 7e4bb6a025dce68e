/** `millrace quarantine list`: the events that were refused, newest last. */
import { type Command, type CommandInput, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { filterQuery, quarantineFilterFlags } from './quarantine-filter-flags.ts';
import { requestServer, serverFlags } from './server-request.ts';

interface Listing {
  readonly entries: readonly QuarantineRow[];
  readonly next: number | null;
}

interface QuarantineRow {
  readonly number: number;
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly source: string;
  readonly line?: number;
  readonly tries: number;
  readonly outcome: string;
}

interface Counts {
  readonly open: number;
  readonly counts: readonly { readonly code: string; readonly source: string; open: number; settled: number }[];
}

const WIDTH = 80;
const INDENT = 8;

export const quarantineList: Command = {
  name: 'quarantine list',
  operands: '',
  about: 'Lists quarantined events: number, code, source, path of the bad field, what is wrong with it.',
  arity: [0, 0],
  flags: {
    ...quarantineFilterFlags,
    outcome: { type: 'string', value: 'VERDICT', about: 'only whose last try came to this: quarantined, accepted …' },
    counts: { type: 'boolean', about: 'only how many there are, by code and source' },
    after: { type: 'string', value: 'NUMBER', default: '0', about: 'only those with a greater number' },
    limit: { type: 'string', value: 'N', default: '50', about: 'how many' },
    ...serverFlags,
  },
  async run(input) {
    return input.flags.counts === true ? printCounts(input) : printEntries(input);
  },
};

async function printEntries(input: CommandInput): Promise<number> {
  const query = filterQuery(input);
  const outcome = textFlag(input, 'outcome');
  if (outcome !== undefined) query.set('outcome', outcome);
  const limit = numberFlag(input, 'limit', 1, 1000);
  let after: number | null = numberFlag(input, 'after', 0, Number.MAX_SAFE_INTEGER);
  let printed = 0;
  // A page of a filter that seldom matches may be short, or empty, and others follow.
  while (after !== null && printed < limit) {
    query.set('after', String(after));
    query.set('limit', String(limit - printed));
    const page: Listing = await requestServer(input, 'GET', `/v1/quarantine?${query}`);
    for (const row of page.entries) console.log(described(row));
    printed += page.entries.length;
    after = page.next;
  }
  if (printed === 0) console.log(`nothing of that kind is in quarantine at ${textFlag(input, 'url')}`);
  return 0;
}

function described({ number, code, path, message, source, line, tries, outcome }: QuarantineRow): string {
  const settled = outcome === 'quarantined' ? '' : `  now ${outcome}`;
  const tried = tries > 1 ? `  ${tries} tries` : '';
  const place = line === undefined ? source : `${source} line ${line}`;
  const head = `${String(number).padStart(6)}  ${code}  ${place}  ${path}${tried}${settled}`;
  return [head.slice(0, WIDTH).trimEnd(), ...wrapped(message)].join('\n');
}

/** In lines that fit the terminal. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= WIDTH - INDENT)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => ' '.repeat(INDENT) + line);
}

async function printCounts(input: CommandInput): Promise<number> {
  const { open, counts } = await requestServer<Counts>(input, 'GET', '/v1/quarantine/counts');
  for (const { code, source, open: bad, settled } of counts) {
    console.log(
      `${code.padEnd(18)}  ${source.padEnd(24)}  ${String(bad).padStart(8)} bad  ${String(settled).padStart(8)} settled`,
    );
  }
  console.log(`${open} are still bad`);
  return 0;
}
