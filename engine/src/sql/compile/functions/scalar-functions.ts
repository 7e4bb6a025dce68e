/** Every scalar function and how its calls are compiled. A name without an implementation does not type-check. */
import type { ScalarFunctionName } from '../../functions/names.ts';
import type { FunctionCompiler } from '../expression-scope.ts';
import { arithmeticFunctions } from './arithmetic.ts';
import { collectionFunctions } from './collection.ts';
import { comparisonFunctions } from './comparison.ts';
import { conditionalFunctions } from './conditional.ts';
import { jsonFunctions } from './json/json-functions.ts';
import { logicFunctions } from './logic.ts';
import { mathematicalFunctions } from './mathematics.ts';
import { encodingFunctions } from './text/encoding.ts';
import { formatFunctions } from './text/java-format.ts';
import { likeFunctions } from './text/like.ts';
import { regexFunctions } from './text/regex-functions.ts';
import { textFunctions } from './text/text-functions.ts';
import { textMapFunctions } from './text/text-map.ts';
import { clockFunctions } from './time/clock.ts';
import { timeFormatFunctions } from './time/format-functions.ts';
import { timeFunctions } from './time/time-functions.ts';
import { userFunctions } from './user-call.ts';

export const scalarFunctions: Readonly<Record<ScalarFunctionName, FunctionCompiler>> = {
  ...comparisonFunctions,
  ...logicFunctions,
  ...arithmeticFunctions,
  ...mathematicalFunctions,
  ...textFunctions,
  ...textMapFunctions,
  ...formatFunctions,
  ...likeFunctions,
  ...regexFunctions,
  ...encodingFunctions,
  ...timeFunctions,
  ...timeFormatFunctions,
  ...clockFunctions,
  ...conditionalFunctions,
  ...jsonFunctions,
  ...collectionFunctions,
  ...userFunctions,
};
