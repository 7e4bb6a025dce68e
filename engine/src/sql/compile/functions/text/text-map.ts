/** STR_TO_MAP: pairs and keys are separated by regular expressions, as Java's String.split takes them. */
import type { Value } from '../../../../row/row.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import type { FunctionCompiler } from '../../expression-scope.ts';
import { preparedCall } from '../implementation.ts';
import { javaRegex } from './java-regex.ts';

function mapReader([pairSeparator = ',', keySeparator = '=']: readonly Value[]) {
  const pairs = withoutFlag(javaRegex(String(pairSeparator)));
  const keys = withoutFlag(javaRegex(String(keySeparator)));
  return (text: string): Value => {
    const map = new Map<Value, Value>();
    if (text === '') return map;
    for (const pair of withoutTrailingEmpty(text.split(pairs))) {
      const match = keys.exec(pair);
      if (match === null) map.set(pair, null);
      else map.set(pair.slice(0, match.index), pair.slice(match.index + match[0].length));
    }
    return map;
  };
}

/** The same expression that always starts at the beginning. */
function withoutFlag(regex: RegExp): RegExp {
  return new RegExp(regex.source, regex.flags.replace('g', ''));
}

function withoutTrailingEmpty(pairs: readonly string[]): readonly string[] {
  const last = pairs.findLastIndex((pair) => pair !== '');
  return pairs.slice(0, last + 1);
}

export const textMapFunctions = {
  STR_TO_MAP: preparedCall(mapReader, [1, 2]),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
