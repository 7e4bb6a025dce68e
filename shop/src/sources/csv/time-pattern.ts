/** Reads a feed's own way of writing times, and gives ISO 8601 in UTC. */

const LETTERS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  dd: '(?<day>\\d{2})',
  HH: '(?<hour>\\d{2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<milli>\\d{3})',
};

/**
 * @param pattern letters yyyy MM dd HH mm ss SSS; text in single quotes and anything else stands for itself.
 * @returns a function from text to `2010-12-01T08:26:00.000Z`; a text that does not fit comes back unchanged, so that
 * the collector's verdict can show it.
 */
export function compileTimePattern(pattern: string): (text: string) => string {
  const parts = pattern.match(/'[^']*'|yyyy|MM|dd|HH|mm|ss|SSS|./g) ?? [];
  const source = parts.map((part) => LETTERS[part] ?? escapeText(part.replace(/^'(.*)'$/, '$1'))).join('');
  const expression = new RegExp(`^${source}$`);
  return (text) => {
    const groups = expression.exec(text)?.groups;
    if (!groups) return text;
    const { year, month = '01', day = '01', hour = '00', minute = '00', second = '00', milli = '000' } = groups;
    return `${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`;
  };
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
