/**
 * The syntax tree of Flink SQL: plain, readonly data. Every node has a `kind` and the `span` of its text.
 *
 * A part that was not written is `undefined` or an empty list; it is never missing, so that all nodes of a kind have one shape.
 */
import type { Statement } from './statement-node.ts';

export type * from './call-node.ts';
export type * from './expression-node.ts';
export type * from './json-expression-node.ts';
export type * from './literal-node.ts';
export type * from './match-recognize-table.ts';
export type * from './query-node.ts';
export type * from './statement-node.ts';
export type * from './type-node.ts';

/** The tree of a whole script. */
export type Ast = readonly Statement[];
