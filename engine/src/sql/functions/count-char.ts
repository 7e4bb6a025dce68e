/** The twin of flink/…/functions/CountChar.java: how often a character occurs in a text. */
export const countChar = {
  className: 'shop.millrace.functions.CountChar',
  parameters: ['STRING', 'STRING'],
  returns: 'BIGINT NOT NULL',
  /** 0 without a text; of the second argument the first character counts. */
  call(text: string | null, character: string | null): number {
    if (text === null || character === null || character === '') return 0;
    const wanted = character.charAt(0);
    let count = 0;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) count += 1;
    return count;
  },
} as const;
