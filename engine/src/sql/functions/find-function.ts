/** All functions, by canonical name and by their names in SQL. */
import type { AggregateSignature } from './aggregates.ts';
import { aggregateFunctions } from './aggregates.ts';
import { arithmeticSignatures } from './arithmetic.ts';
import { collectionSignatures } from './collection.ts';
import { comparisonSignatures } from './comparison.ts';
import { conditionalSignatures } from './conditional.ts';
import { hashSignatures } from './hash.ts';
import { jsonSignatures } from './json.ts';
import { logicSignatures } from './logic.ts';
import type { ScalarFunctionName } from './names.ts';
import { regexSignatures } from './regex.ts';
import type { ScalarSignature } from './signature.ts';
import { textSignatures } from './text.ts';
import { timeSignatures } from './time.ts';
import { userSignatures } from './user-signature.ts';

export { aggregateFunctions };

export const scalarFunctions: Readonly<Record<ScalarFunctionName, ScalarSignature>> = {
  ...comparisonSignatures,
  ...logicSignatures,
  ...arithmeticSignatures,
  ...textSignatures,
  ...regexSignatures,
  ...hashSignatures,
  ...timeSignatures,
  ...conditionalSignatures,
  ...jsonSignatures,
  ...collectionSignatures,
  ...userSignatures,
};

const scalarBySpelling = bySpelling(Object.values(scalarFunctions));
const aggregateBySpelling = bySpelling(Object.values(aggregateFunctions));

function bySpelling<T extends { readonly spellings: readonly string[] }>(signatures: readonly T[]): Map<string, T> {
  return new Map(signatures.flatMap((each) => each.spellings.map((spelling) => [spelling, each] as const)));
}

/** The scalar function that a script calls by this name; case does not matter. */
export function findScalarFunction(name: string): ScalarSignature | undefined {
  return scalarBySpelling.get(name.toUpperCase());
}

/** The aggregate that a script calls by this name; case does not matter. */
export function findAggregateFunction(name: string): AggregateSignature | undefined {
  return aggregateBySpelling.get(name.toUpperCase());
}

/** Every name that a script may call, for hints. */
export function callableNames(): readonly string[] {
  return [...scalarBySpelling.keys(), ...aggregateBySpelling.keys(), 'IF', 'IFNULL', 'NULLIF'];
}
