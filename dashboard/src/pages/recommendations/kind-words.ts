/** Kinds of lists in words. */

const WORDS: Readonly<Record<string, string>> = {
  personal: 'For a user',
  session: 'For a visit',
  similar: 'Similar',
  'bought-together': 'Bought together',
  trending: 'Trending',
};

export function kindWords(kind: string): string {
  return WORDS[kind] ?? kind;
}
