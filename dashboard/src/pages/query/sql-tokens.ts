/** Cuts SQL into pieces that are painted alike. Nothing is lost: the pieces together are the text. */

export type TokenKind = 'keyword' | 'text' | 'number' | 'comment' | 'parameter' | 'other';

export interface SqlToken {
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS = new Set(
  `all and any as asc between by case cast cross desc describe distinct else end except exclude exists explain false
  filter first following from full group having in inner intersect interval is join last lateral left like ilike
  limit natural not null nulls offset on or order outer over partition preceding qualify range recursive right row
  rows select semi show summarize then true try_cast unbounded union unnest using when where window with within`.split(
    /\s+/,
  ),
);

/** In the order in which they are tried; the sticky alternatives are those of `KINDS`. */
const TOKEN =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$))|(\$[A-Za-z_]\w*)|(\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|([A-Za-z_]\w*)|[\s\S]/g;
const KINDS: readonly TokenKind[] = ['comment', 'text', 'parameter', 'number'];

export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: { kind: TokenKind; text: string }[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const [text, ...groups] = match;
    const kind = kindOf(text, groups);
    const last = tokens.at(-1);
    if (last?.kind === kind && kind === 'other') last.text += text;
    else tokens.push({ kind, text });
  }
  return tokens;
}

function kindOf(text: string, groups: readonly (string | undefined)[]): TokenKind {
  const place = groups.findIndex((group) => group !== undefined);
  if (place === KINDS.length) return KEYWORDS.has(text.toLowerCase()) ? 'keyword' : 'other';
  return KINDS[place] ?? 'other';
}

/** The names of `$name` in the SQL, in their order, each once. */
export function parameterNames(sql: string): readonly string[] {
  const named = sqlTokens(sql).filter(({ kind }) => kind === 'parameter');
  return [...new Set(named.map(({ text }) => text.slice(1)))];
}
