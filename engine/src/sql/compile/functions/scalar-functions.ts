/** Every scalar function and how its calls are compiled. A name without an implementation does not type-check. */
import type { ScalarFunctionName } from '../../functions/names.ts';
import type { FunctionCompiler } from '../expression-scope.ts';
import { arithmeticFunctions } from './arithmetic.ts';
import { comparisonFunctions } from './comparison.ts';
import { logicFunctions } from './logic.ts';

export const scalarFunctions: Readonly<Record<ScalarFunctionName, FunctionCompiler>> = {
  ...comparisonFunctions,
  ...logicFunctions,
  ...arithmeticFunctions,
};
