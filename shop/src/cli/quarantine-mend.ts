/** `millrace quarantine mend`: changes refused events, and puts them through again. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { loadMapping } from '../sources/csv/feed-mapping.ts';
import { type Command, type CommandInput, listFlag, textFlag } from './command.ts';
import { nothingMeant } from './nothing-meant.ts';
import { filterQuery, quarantineFilterFlags, tryAll } from './quarantine-filter-flags.ts';
import { requestServer, serverFlags } from './server-request.ts';

export const quarantineMend: Command = {
  name: 'quarantine mend',
  operands: '[NUMBER…]',
  about:
    'Changes quarantined events, those named or those of a filter, and puts them through again. What was changed stays with the entry.',
  arity: [0, 1000],
  flags: {
    set: {
      type: 'string',
      value: 'PATH=VALUE',
      multiple: true,
      about: 'a field and its value, JSON or text: price=3.5, /location/country=DE, userId=\'"17"\'',
    },
    unset: { type: 'string', value: 'PATH', multiple: true, about: 'a field to take out' },
    mapping: { type: 'string', value: 'NAME', about: 'makes events of the rows of a feed anew by this mapping' },
    ...quarantineFilterFlags,
    ...serverFlags,
  },
  async run(input) {
    const change = await changeOf(input);
    if (input.positionals.length === 0) {
      if (filterQuery(input).size === 0) throw nothingMeant('quarantine mend');
      return tryAll(input, '/v1/quarantine/mend', change);
    }
    for (const number of input.positionals) {
      const path = `/v1/quarantine/${encodeURIComponent(number)}/mend`;
      console.log(`${number}  ${JSON.stringify(await requestServer(input, 'POST', path, change))}`);
    }
    return 0;
  },
};

async function changeOf(input: CommandInput): Promise<object> {
  const sets = listFlag(input, 'set').map(setting);
  const unset = listFlag(input, 'unset');
  const mapping = textFlag(input, 'mapping');
  if (sets.length === 0 && unset.length === 0 && mapping === undefined) {
    throw usage('nothing says what to change', 'give --set PATH=VALUE, --unset PATH or --mapping NAME');
  }
  return {
    ...(sets.length > 0 ? { set: Object.fromEntries(sets) } : {}),
    ...(unset.length > 0 ? { unset } : {}),
    ...(mapping === undefined ? {} : { mapping: await loadMapping(mapping) }),
  };
}

function setting(text: string): readonly [path: string, value: unknown] {
  const at = text.indexOf('=');
  if (at <= 0) throw usage(`--set ${text} has no value`, 'write --set price=3.5');
  return [text.slice(0, at), jsonOrText(text.slice(at + 1))];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function usage(message: string, hint: string): MillraceError {
  return new MillraceError(message, { code: 'USAGE', domain: 'user', retry: 'never', hint });
}
