/** JSON_OBJECTAGG and JSON_ARRAYAGG over values that are JSON text already. */
import { MillraceError } from '../../../errors/millrace-error.ts';
import type { StateValue } from '../../../state/state-store.ts';
import { textLiteral } from '../../bind/build-literal.ts';
import { objectText } from '../functions/json/json-build.ts';
import type { AggregateCompiler, AggregateSite } from './aggregate-code.ts';
import { listAggregate } from './count-and-collect.ts';

type Members = Map<string, string>;

/** The texts as LISTAGG strings them together, in brackets; over none of them the array is empty, not NULL. */
export const jsonArrayAggregate: AggregateCompiler = (site) => {
  const code = listAggregate(withComma(site));
  return { ...code, result: () => `'[' + (${code.result()} ?? '') + ']'` };
};

function withComma({ call, ...site }: AggregateSite): AggregateSite {
  return { ...site, call: { ...call, args: [...call.args, textLiteral(',', call.span)] } };
}

export const jsonObjectAggregate: AggregateCompiler = ({ index, writer }) => {
  const members = `this.members${index}`;
  const add = writer.bind('addMember', addMember);
  return {
    fields: [
      {
        name: `members${index}`,
        initial: 'new Map()',
        save: (code) => `[...${code}].flat()`,
        load: (code) => `${writer.bind('loadMembers', loadMembers)}(${code})`,
      },
    ],
    skipsNulls: false,
    accumulate: ([key, text]) => writer.line(`${add}(${members}, ${key}, ${text});`),
    retract: ([key, text]) => writer.line(`if (${members}.get(${key}) === ${text}) ${members}.delete(${key});`),
    merge: (other) => {
      const [key, text] = [writer.variable('key'), writer.variable('text')];
      writer.line(`for (const [${key}, ${text}] of ${other}.members${index}) ${add}(${members}, ${key}, ${text});`);
    },
    result: () => `${writer.bind('objectText', objectText)}(${members})`,
  };
};

/** A key whose value is left out may not be there either, as in Flink. */
function addMember(members: Members, key: string | null, text: string | null): void {
  if (key === null) throw wrongKey('A key of JSON_OBJECTAGG is NULL', "write KEY COALESCE(key, 'none')");
  if (members.has(key)) {
    const hint = 'GROUP BY the key below, or keep one row of each key by ROW_NUMBER()';
    throw wrongKey(`The key '${key}' is twice in a JSON_OBJECTAGG`, hint);
  }
  if (text !== null) members.set(key, text);
}

function wrongKey(message: string, hint: string): MillraceError {
  return new MillraceError(message, { code: 'WRONG_JSON_KEY', domain: 'user', retry: 'never', hint });
}

/** Keys and texts by turns. */
function loadMembers(saved: StateValue): Members {
  const list = saved as readonly string[];
  const members: Members = new Map();
  for (let place = 0; place < list.length; place += 2) members.set(list[place] ?? '', list[place + 1] ?? '');
  return members;
}
