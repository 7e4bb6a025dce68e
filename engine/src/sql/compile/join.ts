/** A join of two streams that are remembered: generated functions over the rows of each side, and how these are kept. */
import { AppendedRows } from '../../operators/appended-rows.ts';
import type { StreamClock } from '../../operators/calc.ts';
import { CountedRows } from '../../operators/counted-rows.ts';
import { Join } from '../../operators/join.ts';
import type { JoinSide, PairingSide } from '../../operators/join-side.ts';
import type { KeyedRows } from '../../operators/keyed-rows.ts';
import { SemiJoin } from '../../operators/semi-join.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { Schema } from '../../row/data-type.ts';
import type { Row } from '../../row/row.ts';
import { type RowClass, rowClass } from '../../row/row-class.ts';
import { type RowKey, rowKey } from '../../row/row-key.ts';
import { isLeftOnly } from '../bind/logical-plan.ts';
import { changelogOf } from '../plan/changelog.ts';
import type { JoinNode, PlanNode } from '../plan/physical-plan.ts';
import { newClock, scopeWithClock } from './calc.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileCondition } from './expression.ts';
import { rowCodec } from './row-codec.ts';
import { rowIdentity } from './row-identity.ts';
import { storedClock } from './stored-clock.ts';

export const compileJoin: NodeCompiler<JoinNode> = (node, { id, output }) => {
  const clock = newClock();
  const stored = storedClock(id, clock, [node.condition]);
  if (!isLeftOnly(node.join)) {
    const Result = rowClass(node.schema, node.id);
    const [left, right] = [pairingSide(node, 0, clock, Result), pairingSide(node, 1, clock, Result)];
    const isSingle = node.isSingle === true;
    return { operators: [new Join({ id, left, right, isSingle, clock, output }), ...stored] };
  }
  const leftRows = new CountedRows(countedOptions(node, 0));
  const left = { ...joinSide(node, 0, clock, leftRows), isFinal: isFinal(node.left) };
  const right = { ...joinSide(node, 1, clock, keptRows(node, 1)), isFinal: isFinal(node.right) };
  const give = givenRow(node);
  return { operators: [new SemiJoin({ id, left, right, leftRows, give, clock, output }), ...stored] };
};

type SideIndex = 0 | 1;

/** What a left row gives when it has a partner, and when it has none. */
function givenRow(node: JoinNode): (row: Row, hasPartner: boolean) => Row | null {
  const writer = new CodeWriter(`given-${node.id}`);
  const columns = columnCodes(node.left.schema, 'row');
  const marked = () =>
    `new ${writer.bind('Result', rowClass(node.schema, node.id))}(${[...columns, 'hasPartner'].join(', ')})`;
  const code =
    node.join === 'mark' ? marked() : node.join === 'semi' ? 'hasPartner ? row : null' : 'hasPartner ? null : row';
  writer.line(`return (row, hasPartner) => (${code});`);
  return writer.evaluate<(row: Row, hasPartner: boolean) => Row | null>();
}

function pairingSide(node: JoinNode, side: SideIndex, clock: StreamClock, Result: RowClass): PairingSide {
  return {
    ...joinSide(node, side, clock, keptRows(node, side)),
    isOuter: isOuter(node, side),
    pair: pairFunction(node, side, Result),
    pad: padFunction(node, side === 0 ? 'left' : 'right', Result),
  };
}

function joinSide(node: JoinNode, side: SideIndex, clock: StreamClock, rows: KeyedRows): JoinSide {
  const accepts = conditionFunction(node, side, clock) ?? (expires(node) ? always : undefined);
  return { rows, keyOf: joinKey(node, side), accepts };
}

function isOuter({ join }: JoinNode, side: SideIndex): boolean {
  return join === 'full' || join === (side === 0 ? 'left' : 'right');
}

/** The input of a side and its key columns. */
function inputOf(node: JoinNode, side: SideIndex): { readonly input: PlanNode; readonly keys: readonly number[] } {
  return side === 0 ? { input: node.left, keys: node.leftKeys } : { input: node.right, keys: node.rightKeys };
}

function isFinal(input: PlanNode): boolean {
  return changelogOf(input) === 'append';
}

/**
 * Whether rows of a side are forgotten after a time. Nothing is taken back then, so that rows without partners cannot be
 * told from what is there: partners are counted.
 */
function expires(node: JoinNode): boolean {
  return ttlMs(node, 0) > 0 || ttlMs(node, 1) > 0;
}

function ttlMs(node: JoinNode, side: SideIndex): number {
  return (side === 0 ? node.leftTtlMs : node.rightTtlMs) ?? 0;
}

function always(): boolean {
  return true;
}

/** Rows that only come are kept as they are. Those of a few columns that make up the key are counted instead. */
function keptRows(node: JoinNode, side: SideIndex): KeyedRows {
  const { input, keys } = inputOf(node, side);
  const countsPartners = (node.condition !== undefined || expires(node)) && isOuter(node, side);
  const onePerKey = isLeftOnly(node.join) && node.condition === undefined && !expires(node);
  const isKeyAlone = new Set(keys).size === input.schema.length;
  if (isFinal(input) && !countsPartners && ttlMs(node, side) === 0 && (onePerKey || !isKeyAlone)) {
    return new AppendedRows({ keyOf: joinKey(node, side), rows: rowCodec(input.schema), onePerKey });
  }
  return new CountedRows(countedOptions(node, side));
}

function countedOptions(node: JoinNode, side: SideIndex) {
  const { input, keys } = inputOf(node, side);
  const isKeyAlone = new Set(keys).size === input.schema.length;
  const needsIdentity = !isFinal(input) || isKeyAlone || ttlMs(node, side) > 0;
  const identity = needsIdentity ? rowIdentity(input.schema) : undefined;
  return { keyOf: joinKey(node, side), rows: rowCodec(input.schema), identity, ttlMs: ttlMs(node, side) };
}

/** The key of a side’s rows; null when a column that is compared by = is NULL. */
function joinKey(node: JoinNode, side: SideIndex): (row: Row) => RowKey | null {
  const { input, keys } = inputOf(node, side);
  const rejecting = keys.filter((key, index) => !node.nullKeys.includes(index) && input.schema[key]?.type.nullable);
  const schema = input.schema.map((field, index) =>
    rejecting.includes(index) ? { ...field, type: { ...field.type, nullable: false } } : field,
  );
  const keyOf = rowKey(schema, keys);
  if (rejecting.length === 0) return keyOf;
  const writer = new CodeWriter('join-key');
  const isNull = rejecting.map((column) => `row.c${column} === null`).join(' || ');
  writer.line(`return (row) => (${isNull} ? null : ${writer.bind('keyOf', keyOf)}(row));`);
  return writer.evaluate<(row: Row) => RowKey | null>();
}

/** The joined row of two, the side’s own row first. */
function pairFunction(node: JoinNode, side: SideIndex, Result: RowClass): (own: Row, other: Row) => Row {
  const writer = new CodeWriter(`join-${node.id}`);
  const columns = [...columnCodes(node.left.schema, 'left'), ...columnCodes(node.right.schema, 'right')];
  writer.line(`return (${parameters(side)}) => new ${writer.bind('Result', Result)}(${columns.join(', ')});`);
  return writer.evaluate<(own: Row, other: Row) => Row>();
}

function padFunction(node: JoinNode, side: 'left' | 'right', Result: RowClass): (own: Row) => Row {
  const writer = new CodeWriter(`pad-${node.id}`);
  const codes = (each: 'left' | 'right') =>
    each === side ? columnCodes(node[each].schema, 'own') : node[each].schema.map(() => 'null');
  const columns = [...codes('left'), ...codes('right')];
  writer.line(`return (own) => new ${writer.bind('Result', Result)}(${columns.join(', ')});`);
  return writer.evaluate<(own: Row) => Row>();
}

/** What the keys do not say, asked of two rows, the side’s own row first. */
function conditionFunction(node: JoinNode, side: SideIndex, clock: StreamClock): JoinSide['accepts'] {
  const { condition } = node;
  if (condition === undefined) return undefined;
  const writer = new CodeWriter(`join-condition-${node.id}`);
  const width = node.left.schema.length;
  const column = (index: number): string => (index < width ? `left.c${index}` : `right.c${index - width}`);
  writer.block(`return (${parameters(side)}) =>`, () => {
    writer.line(`return ${compileCondition(condition, { ...scopeWithClock(writer, clock), column })};`);
  });
  return writer.evaluate<(own: Row, other: Row) => boolean>();
}

function parameters(side: SideIndex): string {
  return side === 0 ? 'left, right' : 'right, left';
}

function columnCodes(schema: Schema, row: string): string[] {
  return schema.map((_, index) => `${row}.c${index}`);
}
