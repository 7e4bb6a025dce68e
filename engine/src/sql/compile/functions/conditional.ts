/** COALESCE: later arguments are evaluated only while all before them are NULL. */
import type { ScalarFunctionName } from '../../functions/names.ts';
import type { FunctionCompiler } from '../expression-scope.ts';

const coalesce: FunctionCompiler = (site) => {
  const { writer } = site.scope;
  const [first, ...rest] = site.call.args;
  if (first === undefined) return { code: 'null', nullable: true, constant: null };
  const start = site.compile(first);
  if (!start.nullable || rest.length === 0) return start;
  const result = writer.variable('coalesce');
  writer.line(`let ${result} = ${start.code};`);
  let nullable = true;
  const tryNext = (index: number) => {
    const arg = rest[index];
    if (arg === undefined) return;
    writer.block(`if (${result} === null)`, () => {
      const fragment = site.compile(arg);
      writer.line(`${result} = ${fragment.code};`);
      nullable = fragment.nullable;
      if (nullable) tryNext(index + 1);
    });
  };
  tryNext(0);
  return { code: result, nullable };
};

export const conditionalFunctions = { COALESCE: coalesce } satisfies Partial<
  Record<ScalarFunctionName, FunctionCompiler>
>;
