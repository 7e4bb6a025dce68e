/**
 * CREATE FUNCTION and the calls of what it makes. Names are looked up when a statement is bound: of its calls those are
 * remembered that mean a function of the script. As in Flink a TEMPORARY SYSTEM FUNCTION comes before a built-in one of
 * its name and every other function after it; case does not matter.
 */
import { closestName } from '../../errors/closest-name.ts';
import type { DataType } from '../../row/data-type.ts';
import { formatBareType } from '../../row/type-format.ts';
import { canCastImplicitly } from '../functions/casts.ts';
import { findAggregateFunction, findScalarFunction } from '../functions/find-function.ts';
import { sameType, withNullable } from '../functions/type-build.ts';
import { findUserFunction, registeredClasses, type UserFunction } from '../functions/user-function.ts';
import type { CallNode, CreateFunction, DropStatement, Statement } from '../parse/ast.ts';
import { parseTypeText } from '../parse/parse-script.ts';
import { bindType } from './bind-type.ts';
import { call, checkArgumentCount } from './build-call.ts';
import { textLiteral } from './build-literal.ts';
import { coerce } from './coerce.ts';
import type { Expression } from './expression.ts';
import { refuse } from './refuse.ts';

/** A function that a script has made. */
interface ScriptFunction {
  readonly name: string;
  readonly user: UserFunction;
  readonly system: boolean;
}

/** The functions of one script, by name in capitals. */
export class ScriptFunctions {
  readonly #byName = new Map<string, ScriptFunction>();

  /** @throws SqlError SQL_UNKNOWN_FUNCTION for a class without a twin, SQL_INVALID_QUERY for a name that is taken. */
  create(statement: CreateFunction): void {
    const name = statement.name.parts.at(-1)?.name ?? '';
    if (this.#byName.has(name.toUpperCase())) {
      if (statement.ifNotExists) return;
      refuse(
        'SQL_INVALID_QUERY',
        statement.name.span,
        `function ${name} already exists`,
        'write CREATE FUNCTION IF NOT EXISTS',
      );
    }
    if (statement.language === 'PYTHON') {
      refuse('SQL_UNSUPPORTED', statement.span, 'functions in Python have no twin here', 'name a Java class');
    }
    const user = findUserFunction(statement.className) ?? refuseClass(statement);
    this.#byName.set(name.toUpperCase(), { name, user, system: statement.system });
  }

  drop(statement: DropStatement): void {
    const name = statement.name.parts.at(-1)?.name ?? '';
    if (this.#byName.delete(name.toUpperCase()) || statement.ifExists) return;
    refuse(
      'SQL_UNKNOWN_FUNCTION',
      statement.name.span,
      `there is no function ${name} to drop`,
      'write DROP FUNCTION IF EXISTS',
    );
  }

  /** Remembers the calls of the statement that mean these functions. */
  mark(statement: Statement): void {
    if (this.#byName.size > 0) this.#markWithin(statement);
  }

  #markWithin(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    if (isCall(node)) {
      const name = node.name.parts.at(-1)?.name ?? '';
      const found = this.#byName.get(name.toUpperCase());
      const builtIn = findScalarFunction(name) !== undefined || findAggregateFunction(name) !== undefined;
      if (found !== undefined && (found.system || node.name.parts.length > 1 || !builtIn)) calls.set(node, found);
    }
    for (const part of Object.values(node)) this.#markWithin(part);
  }
}

const calls = new WeakMap<CallNode, ScriptFunction>();

function isCall(node: object): node is CallNode {
  return 'kind' in node && node.kind === 'call';
}

function refuseClass(statement: CreateFunction): never {
  const classes = registeredClasses();
  const closest = closestName(statement.className, classes);
  const hint =
    closest === undefined
      ? `registered are ${classes.join(', ')}; millrace sql run --functions functions.ts registers more`
      : `did you mean ${closest}?`;
  return refuse('SQL_UNKNOWN_FUNCTION', statement.span, `no function is registered for ${statement.className}`, hint);
}

/** The call as an expression when it means a function of the script. @throws SqlError for arguments that do not fit. */
export function bindUserCall(
  node: CallNode,
  bind: (node: CallNode['args'][number]) => Expression,
): Expression | undefined {
  const found = calls.get(node);
  if (found === undefined) return undefined;
  const { name, user } = found;
  const types = user.parameters.map(typeOf);
  const usage = `${name}(${user.parameters.join(', ')})`;
  checkArgumentCount({ name, minimum: types.length, maximum: types.length, usage }, node.args.length, node.span);
  const args = node.args.map((argument, index) => fitted(bind(argument), types[index], usage));
  const result = call('USER_CALL', [textLiteral(user.className, node.span), ...args], node.span);
  return { ...result, type: typeOf(user.returns) };
}

function fitted(argument: Expression, target: DataType | undefined, usage: string): Expression {
  if (target === undefined || sameType(argument.type, target)) return argument;
  if (canCastImplicitly(argument.type, target)) return coerce(argument, withNullable(target, argument.type.nullable));
  const reason = `${usage} takes ${formatBareType(target)} here, not ${formatBareType(argument.type)}`;
  return refuse('SQL_TYPE_MISMATCH', argument.span, reason, `write CAST(… AS ${formatBareType(target)})`);
}

function typeOf(text: string): DataType {
  return bindType(parseTypeText(text));
}
