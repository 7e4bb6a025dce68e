/** AND, OR, NOT and the tests on truth values, with three-valued logic. Later operands run only where they matter. */
import type { ScalarFunctionName } from '../../functions/names.ts';
import { assign, type CallSite, type Fragment, type FunctionCompiler } from '../expression-scope.ts';
import { hintOf, strict } from './implementation.ts';

/**
 * AND (deciding value false) and OR (deciding value true). The result starts as the first operand; a later operand is
 * looked at unless the result is decided already, and decides, or leaves NULL where there was NULL.
 */
function junction(deciding: boolean): FunctionCompiler {
  return (site) => {
    const { scope } = site;
    const { writer } = scope;
    const result = writer.variable(hintOf(site));
    let nullable = false;
    const combine = (index: number) => {
      const arg = site.call.args[index];
      if (arg === undefined) return;
      writer.block(`if (${result} !== ${deciding})`, () => {
        const operand = site.compile(arg);
        if (nullable) {
          writer.line(`if (${result} !== null || ${operand.code} === ${deciding}) ${result} = ${operand.code};`);
        } else {
          writer.line(`${result} = ${operand.code};`);
        }
        nullable ||= operand.nullable;
        combine(index + 1);
      });
    };
    const [first] = site.call.args;
    if (first === undefined) return { code: String(!deciding), nullable: false, constant: !deciding };
    const start = site.compile(first);
    nullable = start.nullable;
    writer.line(`let ${result} = ${start.code};`);
    combine(1);
    return { code: result, nullable };
  };
}

function truthTest(value: boolean, negated: boolean): FunctionCompiler {
  return (site) => {
    const operand = onlyArgument(site);
    return assign(site.scope, hintOf(site), `${operand.code} ${negated ? '!==' : '==='} ${value}`, false);
  };
}

function onlyArgument(site: CallSite): Fragment {
  const [arg] = site.call.args;
  return arg === undefined ? { code: 'null', nullable: true } : site.compile(arg);
}

export const logicFunctions = {
  AND: junction(false),
  OR: junction(true),
  NOT: strict(([a]) => `!${a}`),
  IS_TRUE: truthTest(true, false),
  IS_NOT_TRUE: truthTest(true, true),
  IS_FALSE: truthTest(false, false),
  IS_NOT_FALSE: truthTest(false, true),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
