/**
 * SELECT /*+ STATE_TTL('o' = '1 d') *\/ …: how long the state of this SELECT's joins and groups lives, by the name of the
 * table that it comes from. It stands before `table.exec.state.ttl`, and holds for this SELECT alone.
 */
import { nameHint } from '../../errors/closest-name.ts';
import { parseDuration } from '../../row/parse-duration.ts';
import type { Hint, TableReference } from '../parse/ast.ts';
import type { LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';

/** Milliseconds by table name. @throws SqlError SQL_INVALID_QUERY for a name that FROM lacks, or a bad duration. */
export function stateTtlHints(hints: readonly Hint[], from: TableReference | undefined): ReadonlyMap<string, number> {
  const names = from === undefined ? [] : tableNames(from);
  const found = new Map<string, number>();
  for (const hint of hints.filter(({ name }) => name.toUpperCase() === 'STATE_TTL')) {
    for (const { key, value } of hint.options) {
      if (!names.includes(key)) {
        refuse('SQL_INVALID_QUERY', hint.span, `STATE_TTL names ${key}, which FROM does not`, nameHint(key, names));
      }
      const ms = parseDuration(value);
      if (ms === undefined) refuse('SQL_INVALID_QUERY', hint.span, `'${value}' is not a duration`, "such as '1 d'");
      found.set(key, ms ?? 0);
    }
  }
  return found;
}

/** The time to live of groups over what FROM names: groups over a join have no name. */
export function groupTtl(ttls: ReadonlyMap<string, number>, from: TableReference | undefined): { ttlMs?: number } {
  if (from === undefined || from.kind === 'join') return {};
  return optional('ttlMs', sideTtl(ttls, from));
}

/** Gives the joins of FROM their times to live. */
export function withJoinTtl(node: LogicalNode, from: TableReference, ttls: ReadonlyMap<string, number>): LogicalNode {
  if (ttls.size === 0 || from.kind !== 'join') return node;
  switch (node.kind) {
    case 'project':
    case 'filter':
      return { ...node, input: withJoinTtl(node.input, from, ttls) };
    case 'join':
      return {
        ...node,
        left: withJoinTtl(node.left, from.left, ttls),
        right: withJoinTtl(node.right, from.right, ttls),
        ...optional('leftTtlMs', sideTtl(ttls, from.left)),
        ...optional('rightTtlMs', sideTtl(ttls, from.right)),
      };
    default:
      return node;
  }
}

function optional<Key extends string>(key: Key, ms: number | undefined): { readonly [K in Key]?: number } {
  return ms === undefined ? {} : ({ [key]: ms } as { readonly [K in Key]?: number });
}

/** Of one table; what a join within a join remembers has no name of its own. */
function sideTtl(ttls: ReadonlyMap<string, number>, side: TableReference): number | undefined {
  if (side.kind === 'join') return undefined;
  const [name] = tableNames(side);
  return name === undefined ? undefined : ttls.get(name);
}

/** The names by which a SELECT can speak of its tables. */
function tableNames(from: TableReference): readonly string[] {
  switch (from.kind) {
    case 'join':
      return [...tableNames(from.left), ...tableNames(from.right)];
    case 'table':
      return [from.alias?.name.name ?? from.name.parts.at(-1)?.name ?? ''];
    case 'window-table':
      return from.alias === undefined ? tableNames(from.input) : [from.alias.name.name];
    default:
      return from.alias === undefined ? [] : [from.alias.name.name];
  }
}
