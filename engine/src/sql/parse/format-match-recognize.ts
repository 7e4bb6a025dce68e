/** MATCH_RECOGNIZE as canonical SQL. */
import type { AfterMatchSkip, MatchRecognizeTable, PatternNode } from './ast.ts';
import { formatExpression, formatList, formatNames } from './format-expression.ts';
import { formatAlias, formatOrderBy, formatTable } from './format-query.ts';
import { quoteName } from './quote-name.ts';

export function formatMatchRecognize(table: MatchRecognizeTable): string {
  const { partitionBy, orderBy, measures, rowsPerMatch, afterMatch, pattern, within, subsets, definitions } = table;
  const parts = [
    partitionBy.length > 0 && `PARTITION BY ${formatList(partitionBy)}`,
    formatOrderBy(orderBy).trim(),
    measures.length > 0 &&
      `MEASURES ${measures.map((m) => `${formatExpression(m.expression)} AS ${quoteName(m.alias.name)}`).join(', ')}`,
    rowsPerMatch && `${rowsPerMatch} PER MATCH`,
    afterMatch && `AFTER MATCH ${formatSkip(afterMatch)}`,
    `PATTERN (${formatPattern(pattern)})`,
    within && `WITHIN ${formatExpression(within)}`,
    subsets.length > 0 &&
      `SUBSET ${subsets.map((s) => `${quoteName(s.name.name)} = (${formatNames(s.variables)})`).join(', ')}`,
    `DEFINE ${definitions.map((d) => `${quoteName(d.variable.name)} AS ${formatExpression(d.condition)}`).join(', ')}`,
  ];
  const input = table.input.kind === 'join' ? `(${formatTable(table.input)})` : formatTable(table.input);
  return `${input} MATCH_RECOGNIZE (${parts.filter(Boolean).join(' ')})${formatAlias(table.alias)}`;
}

function formatSkip(skip: AfterMatchSkip): string {
  const words = skip.kind.toUpperCase().replaceAll('-', ' ');
  return 'variable' in skip ? `${words} ${quoteName(skip.variable.name)}` : words;
}

function formatPattern(node: PatternNode): string {
  switch (node.kind) {
    case 'pattern-variable':
      return quoteName(node.name.name);
    case 'pattern-sequence':
      return node.parts.map(formatPart).join(' ');
    case 'pattern-alternation':
      return node.alternatives
        .map((part) => (part.kind === 'pattern-alternation' ? formatPart(part) : formatPattern(part)))
        .join(' | ');
    case 'pattern-repetition':
      return node.operand.kind === 'pattern-repetition'
        ? `(${formatPattern(node.operand)})${formatBounds(node)}`
        : `${formatPart(node.operand)}${formatBounds(node)}`;
    case 'pattern-anchor':
      return node.anchor === 'start' ? '^' : '$';
    case 'pattern-exclusion':
      return `{- ${formatPattern(node.operand)} -}`;
    case 'pattern-permutation':
      return `PERMUTE(${node.parts.map(formatPattern).join(', ')})`;
  }
}

/** Sequences, alternations and repetitions need parentheses inside others. */
function formatPart(node: PatternNode): string {
  const compound = ['pattern-sequence', 'pattern-alternation'].includes(node.kind);
  return compound ? `(${formatPattern(node)})` : formatPattern(node);
}

function formatBounds({ minimum, maximum, reluctant }: Extract<PatternNode, { kind: 'pattern-repetition' }>): string {
  const bounds = `{${minimum === maximum ? minimum : `${minimum}, ${maximum ?? ''}`}}`;
  return `${bounds}${reluctant ? '?' : ''}`;
}
