/** Makes typed calls: checks arguments against the signature, casts them, and infers the result. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import { formatBareType, formatType } from '../../row/type-format.ts';
import { scalarFunctions } from '../functions/find-function.ts';
import type { ScalarFunctionName } from '../functions/names.ts';
import type { ArgumentInfo, ScalarSignature } from '../functions/signature.ts';
import { isDatetime, isNumeric, isText, withNullable, withoutAttribute } from '../functions/type-build.ts';
import { castExpression, coerce } from './coerce.ts';
import type { Expression } from './expression.ts';
import { foldCall } from './fold-call.ts';
import { refuse } from './refuse.ts';

/**
 * The call of a function by its canonical name.
 * @throws SqlError SQL_WRONG_ARGUMENTS for their number, SQL_TYPE_MISMATCH for their types.
 */
export function call(name: ScalarFunctionName, args: readonly Expression[], span: SourceSpan): Expression {
  return callSignature(scalarFunctions[name], args, span);
}

/** The same by the signature itself: checks the number of arguments, casts them, and folds the call when it is constant. */
export function callSignature(signature: ScalarSignature, args: readonly Expression[], span: SourceSpan): Expression {
  checkArgumentCount(signature, args.length, span);
  if (signature.takesBareNull !== true) for (const argument of args) refuseBareNull(argument);
  const resolution = signature.resolve(args.map(argumentInfo));
  if (resolution === undefined) return refuseComparison(args, span) ?? refuseTypes(signature.usage, args, span);
  const targets = args.map((argument, index) => resolution.argumentTypes[index] ?? argument.type);
  const coerced = args.map((argument, index) => coerceArgument(signature, argument, targets[index] ?? argument.type));
  const type = signature.name === 'PROCTIME' ? resolution.type : withoutAttribute(resolution.type);
  const mayFail = coerced.some((argument, index) => argument.type.nullable && args[index]?.type.nullable === false);
  return foldCall({
    kind: 'call',
    function: signature.name,
    args: coerced,
    type: mayFail && !/_DISTINCT_/.test(signature.name) ? withNullable(type, true) : type,
    span,
  });
}

/** Refuses two sides of which one is text and the other a number; gives back for all others. */
function refuseComparison(args: readonly Expression[], span: SourceSpan): undefined {
  const [left, right, ...others] = args;
  if (left === undefined || right === undefined || others.length > 0) return;
  const [text, other] = isText(left.type) ? [left, right] : [right, left];
  if (!isText(text.type) || !isNumeric(other.type)) return;
  const value = text.kind === 'column' ? text.name : 'text';
  const hint = `write CAST(${value} AS ${formatBareType(other.type)}), or cast the other side to STRING`;
  const [a, b] = [formatBareType(left.type), formatBareType(right.type)];
  refuse('SQL_TYPE_MISMATCH', span, `${a} and ${b} do not meet without a CAST`, hint);
}

/** A text column that is compared with a time: what is no time there is NULL, as in Flink, and not an error. */
function coerceArgument({ spellings }: ScalarSignature, argument: Expression, target: DataType): Expression {
  const isCompared = spellings.length === 0 && isText(argument.type) && isDatetime(target);
  return isCompared && argument.kind !== 'literal'
    ? castExpression(argument, withNullable(target, true), true)
    : coerce(argument, target);
}

/** @throws SqlError SQL_TYPE_MISMATCH for a NULL that nothing gives a type. */
export function refuseBareNull(argument: Expression): void {
  if (argument.kind !== 'literal' || argument.type.kind !== 'NULL') return;
  refuse('SQL_TYPE_MISMATCH', argument.span, 'NULL has no type here', 'write CAST(NULL AS STRING), or another type');
}

/** What signatures see of an argument. */
export function argumentInfo(argument: Expression): ArgumentInfo {
  return argument.kind === 'literal' ? { type: argument.type, literal: argument.value } : { type: argument.type };
}

interface Countable {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly usage: string;
}

/** @throws SqlError SQL_WRONG_ARGUMENTS, with the usage as its hint. */
export function checkArgumentCount(signature: Countable, count: number, span: SourceSpan): void {
  const { minimum, maximum } = signature;
  if (count >= minimum && count <= maximum) return;
  const range = maximum === minimum ? `${minimum}` : maximum > 100 ? `at least ${minimum}` : `${minimum} to ${maximum}`;
  const plural = range === '1' || range === 'at least 1' ? 'argument' : 'arguments';
  refuse(
    'SQL_WRONG_ARGUMENTS',
    span,
    `${signature.name} takes ${range} ${plural}, not ${count}`,
    `write ${signature.usage}`,
  );
}

/** @throws SqlError SQL_TYPE_MISMATCH, always: names the usage and the types that were given. */
export function refuseTypes(usage: string, args: readonly Expression[], span: SourceSpan): never {
  const types = args.map((argument) => formatType(withoutNullability(argument.type))).join(' and ');
  return refuse('SQL_TYPE_MISMATCH', span, `expected ${usage}, got ${types}`, 'CAST brings a value to another type');
}

function withoutNullability(type: DataType): DataType {
  return { ...type, nullable: true };
}
