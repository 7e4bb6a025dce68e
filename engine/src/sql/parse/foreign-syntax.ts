/** What other SQL dialects write, with what Flink writes instead. */
import type { Token } from './token.ts';

const SYMBOLS: Readonly<Record<string, string>> = {
  '==': 'write =',
  '!=': 'write <>',
  '::': 'write CAST(value AS type)',
  '&&': 'write AND',
  '->': "write JSON_VALUE(value, '$.path')",
  '!': 'write NOT',
  '~': "write REGEXP(value, 'pattern')",
  '^': 'write POWER(base, exponent)',
  '@': 'write the value itself',
  '#': 'write comments with --',
};

const WORDS: Readonly<Record<string, string>> = {
  ILIKE: 'write UPPER(value) LIKE UPPER(pattern)',
  RLIKE: "write REGEXP(value, 'pattern')",
  REGEXP: "write REGEXP(value, 'pattern')",
  GLOB: 'write LIKE',
  MINUS: 'write EXCEPT',
  ISNULL: 'write IS NULL',
  NOTNULL: 'write IS NOT NULL',
  TABLESAMPLE: 'a stream cannot be sampled; filter it with WHERE',
  PIVOT: 'write one aggregate with FILTER (WHERE …) for each column',
  UNPIVOT: 'write UNION ALL of one query for each column',
};

/** The mend for a token that only other dialects know in the place where it stands. */
export function foreignSyntaxMend(token: Token): string | undefined {
  return token.kind === 'symbol' ? SYMBOLS[token.match] : WORDS[token.match];
}
