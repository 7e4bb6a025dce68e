/** Brings the arguments of TUMBLE, HOP, CUMULATE and SESSION, by position or by name, to their places. */

import { SqlError } from '../../errors/sql-error.ts';
import type { ExpressionNode, FunctionTable, Identifier, TableArgument, TableReference } from './ast.ts';

type WindowFunction = 'TUMBLE' | 'HOP' | 'CUMULATE' | 'SESSION';

/** Names of the arguments in their order; a question mark says that one may be left out. */
const PARAMETERS: Readonly<Record<WindowFunction, readonly string[]>> = {
  TUMBLE: ['DATA', 'TIMECOL', 'SIZE', 'OFFSET?'],
  HOP: ['DATA', 'TIMECOL', 'SLIDE', 'SIZE', 'OFFSET?'],
  CUMULATE: ['DATA', 'TIMECOL', 'STEP', 'SIZE', 'OFFSET?'],
  SESSION: ['DATA', 'TIMECOL', 'GAP'],
};

const FORMS: Readonly<Record<WindowFunction, string>> = {
  TUMBLE: "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTES)",
  HOP: "HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTES)",
  CUMULATE: "CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' DAY)",
  SESSION: "SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '30' MINUTES)",
};

/** The window that a table function stands for, or the table itself when it is no windowing function. */
export function asWindowTable(table: FunctionTable): TableReference {
  const [name, ...qualifiers] = table.call.name.parts;
  const upper = name?.name.toUpperCase();
  if (upper === undefined || qualifiers.length > 0 || !isWindowFunction(upper)) return table;
  const args = new Arguments(upper, table);
  const data = args.table();
  const parts = {
    kind: 'window-table' as const,
    input: data.table,
    partitionBy: data.partitionBy,
    timeColumn: args.timeColumn(),
    alias: table.alias,
    span: table.span,
  };
  switch (upper) {
    case 'TUMBLE':
      return { ...parts, function: upper, size: args.required('SIZE'), offset: args.optional('OFFSET') };
    case 'HOP':
      return {
        ...parts,
        function: upper,
        slide: args.required('SLIDE'),
        size: args.required('SIZE'),
        offset: args.optional('OFFSET'),
      };
    case 'CUMULATE':
      return {
        ...parts,
        function: upper,
        step: args.required('STEP'),
        size: args.required('SIZE'),
        offset: args.optional('OFFSET'),
      };
    case 'SESSION':
      return { ...parts, function: upper, gap: args.required('GAP') };
  }
}

function isWindowFunction(name: string): name is WindowFunction {
  return Object.hasOwn(PARAMETERS, name);
}

class Arguments {
  readonly #function: WindowFunction;
  readonly #table: FunctionTable;
  readonly #values = new Map<string, ExpressionNode>();

  constructor(name: WindowFunction, table: FunctionTable) {
    this.#function = name;
    this.#table = table;
    const parameters = PARAMETERS[name].map((parameter) => parameter.replace('?', ''));
    for (const [position, argument] of table.call.args.entries()) this.#add(parameters, position, argument);
  }

  #add(parameters: readonly string[], position: number, argument: ExpressionNode): void {
    const named = argument.kind === 'named-argument';
    const parameter = named ? argument.name.name.toUpperCase() : parameters[position];
    if (parameter === undefined) throw this.#error(`${this.#function} has an argument too many`, argument);
    if (!parameters.includes(parameter)) throw this.#error(`${this.#function} has no parameter ${parameter}`, argument);
    if (this.#values.has(parameter)) throw this.#error(`${parameter} is given twice`, argument);
    this.#values.set(parameter, named ? argument.value : argument);
  }

  optional(parameter: string): ExpressionNode | undefined {
    return this.#values.get(parameter);
  }

  required(parameter: string): ExpressionNode {
    const value = this.#values.get(parameter);
    if (value === undefined) throw this.#error(`${this.#function} lacks its ${parameter}`, this.#table.call);
    return value;
  }

  /** TABLE t, with PARTITION BY for SESSION only. */
  table(): TableArgument {
    const data = this.required('DATA');
    if (data.kind !== 'table-argument') throw this.#error(`${this.#function} needs TABLE before its table`, data);
    const [key] = data.partitionBy;
    if (key !== undefined && this.#function !== 'SESSION') {
      throw this.#error(`${this.#function} takes no PARTITION BY: only SESSION does`, key);
    }
    return data;
  }

  timeColumn(): Identifier {
    const descriptor = this.required('TIMECOL');
    const [column, second] = descriptor.kind === 'descriptor' ? descriptor.columns : [];
    if (column === undefined)
      throw this.#error(`${this.#function} needs DESCRIPTOR(…) around its time column`, descriptor);
    if (second !== undefined) throw this.#error(`${this.#function} takes one time column`, second);
    return column;
  }

  #error(reason: string, node: { readonly span: ExpressionNode['span'] }): SqlError {
    return new SqlError(reason, { code: 'SQL_SYNTAX', span: node.span, hint: `write ${FORMS[this.#function]}` });
  }
}
