/** Text functions: input → what Flink gives. Every case runs with constant arguments and with columns. */
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import { arrayOf, BIGINT, BOOLEAN, callValue, columnCallValue, INT, STRING, type Typed } from '../build.ts';

const BYTES: DataType = { kind: 'VARBINARY', length: 2147483647, nullable: true };

function typed(value: Value): Typed {
  if (typeof value === 'number') return [value, INT];
  return value instanceof Uint8Array ? [value, BYTES] : [value, STRING];
}

function check(name: string, args: readonly Value[], expected: Value, type: DataType = STRING): void {
  const typedArgs = args.map(typed);
  expect(callValue(name, typedArgs, type)).toEqual(expected);
  expect(columnCallValue(name, typedArgs, type)).toEqual(expected);
}

describe('text functions', () => {
  test.each<[string, Value[], Value]>([
    ['UPPER', ['straße'], 'STRASSE'],
    ['LOWER', ['ÄB'], 'äb'],
    ['UPPER', [null], null],
    ['INITCAP', ['hello wORLD-x 1st'], 'Hello World-X 1st'],
    ['CHAR_LENGTH', ['a😀b'], 3],
    ['CONCAT', ['a', 'b', 'c'], 'abc'],
    ['CONCAT', ['a', null], null],
    ['CONCAT_WS', ['~', 'a', null, '', 'b'], 'a~~b'],
    ['CONCAT_WS', [null, 'a'], null],
    ['CONCAT_WS', [',', null, null], ''],
    ['SUBSTRING', ['Flink SQL', 7], 'SQL'],
    ['SUBSTRING', ['Flink SQL', 1, 5], 'Flink'],
    ['SUBSTRING', ['Flink', 0, 2], 'Fl'],
    ['SUBSTRING', ['Flink', -2], 'nk'],
    ['SUBSTRING', ['Flink', -2, 1], 'n'],
    ['SUBSTRING', ['Flink', -9, 2], ''],
    ['SUBSTRING', ['Flink', 9], ''],
    ['SUBSTRING', ['Flink', 1, -1], null],
    ['SUBSTRING', ['a😀b', 2, 1], '😀'],
    ['SUBSTRING', ['a😀b', -2, 2], '😀b'],
    ['LEFT', ['Flink', 2], 'Fl'],
    ['LEFT', ['Flink', -1], ''],
    ['RIGHT', ['Flink', 2], 'nk'],
    ['RIGHT', ['😀😁', 1], '😁'],
    ['RIGHT', ['Fl', 5], 'Fl'],
    ['BTRIM', ['  a b '], 'a b'],
    ['BTRIM', ['xyaxy', 'xy'], 'a'],
    ['LTRIM', ['xxa', 'x'], 'a'],
    ['RTRIM', ['a  '], 'a'],
    ['LPAD', ['hi', 4, '??'], '??hi'],
    ['LPAD', ['hi', 1, '??'], 'h'],
    ['LPAD', ['hi', 5, 'ab'], 'abahi'],
    ['RPAD', ['hi', 5, 'ab'], 'hiaba'],
    ['RPAD', ['hi', -1, '?'], null],
    ['RPAD', ['hi', 4, ''], null],
    ['REPLACE', ['a.b.c', '.', '$&'], 'a$&b$&c'],
    ['REPLACE', ['ab', '', '-'], '-a-b-'],
    ['REPEAT', ['ab', 3], 'ababab'],
    ['REPEAT', ['ab', -1], ''],
    ['REVERSE', ['a😀b'], 'b😀a'],
    ['TRANSLATE', ['hello', 'el', 'ip'], 'hippo'],
    ['TRANSLATE', ['hello', 'lo', 'x'], 'hexx'],
    ['OVERLAY', ['xxxxxtest', 'xxxx', 6], 'xxxxxxxxx'],
    ['OVERLAY', ['xxxxxtest', 'xxxx', 6, 2], 'xxxxxxxxxst'],
    ['OVERLAY', ['abc', 'X', 9], 'abc'],
    ['POSITION', ['in', 'Flink'], 3],
    ['POSITION', ['b', '😀b'], 2],
    ['POSITION', ['x', 'Flink'], 0],
    ['LOCATE', ['a', 'banana', 3], 4],
    ['INSTR', ['banana', 'a', 1, 2], 4],
    ['INSTR', ['banana', 'a', -1, 1], 6],
    ['INSTR', ['banana', 'an', -1, 2], 2],
    ['INSTR', ['banana', 'x'], 0],
    ['ASCII', ['abc'], 97],
    ['ASCII', [''], 0],
    ['CHR', [97], 'a'],
    ['CHR', [353], 'a'],
    ['CHR', [-1], ''],
    ['SPLIT_INDEX', ['a,b,,c', ',', 2], ''],
    ['SPLIT_INDEX', ['a,b', ',', 2], null],
    ['SPLIT_INDEX', ['a,b', ',', -1], null],
    ['SPLIT_INDEX', ['', ',', 0], null],
    ['SPLIT_INDEX', ['a,b', 44, 1], 'b'],
    ['ELT', [2, 'a', 'b'], 'b'],
    ['ELT', [3, 'a', 'b'], null],
    ['ELT', [1, 'a', null], 'a'],
    ['TO_BASE64', ['hello'], 'aGVsbG8='],
    ['FROM_BASE64', ['aGVsbG8='], 'hello'],
    ['URL_ENCODE', ["a b&ü*'~"], 'a+b%26%C3%BC*%27%7E'],
    ['URL_DECODE', ['a+b%26%C3%BC'], 'a b&ü'],
    ['URL_DECODE', ['%zz'], null],
    ['PARSE_URL', ['https://u:p@shop.example:8443/a/b?x=1&yy=2#top', 'HOST'], 'shop.example'],
    ['PARSE_URL', ['https://u:p@shop.example:8443/a/b?x=1&yy=2#top', 'AUTHORITY'], 'u:p@shop.example:8443'],
    ['PARSE_URL', ['https://u:p@shop.example:8443/a/b?x=1&yy=2#top', 'USERINFO'], 'u:p'],
    ['PARSE_URL', ['https://u:p@shop.example:8443/a/b?x=1&yy=2#top', 'FILE'], '/a/b?x=1&yy=2'],
    ['PARSE_URL', ['https://u:p@shop.example:8443/a/b?x=1&yy=2#top', 'REF'], 'top'],
    ['PARSE_URL', ['https://u:p@shop.example:8443/a/b?x=1&yy=2#top', 'QUERY', 'y'], null],
    ['PARSE_URL', ['https://u:p@shop.example:8443/a/b?x=1&yy=2#top', 'QUERY', 'yy'], '2'],
    ['PARSE_URL', ['https://shop.example/', 'QUERY'], null],
    ['PARSE_URL', ['no url', 'HOST'], null],
    ['MD5', ['a'], '0cc175b9c0f1b6a831c399e269772661'],
    ['SHA1', ['abc'], 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['SHA256', ['abc'], 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['SHA2', ['abc', 256], 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['DECODE', [Buffer.from([0xc3, 0xbc]), 'UTF-8'], 'ü'],
    ['BIN', [-1], '1'.repeat(64)],
    ['BIN', [10], '1010'],
    ['HEX', [255], 'FF'],
    ['HEX', ['az'], '617A'],
  ])('%s%j is %j', (name, args, expected) => {
    check(name, args, expected);
  });

  test.each<[string, Value[], boolean]>([
    ['STARTSWITH', ['Flink', 'Fl'], true],
    ['ENDSWITH', ['Flink', 'Fl'], false],
    ['IS_ALPHA', ['aé'], true],
    ['IS_ALPHA', ['a1'], false],
    ['IS_ALPHA', [''], false],
    ['IS_ALPHA', [null], false],
    ['IS_DIGIT', ['123'], true],
    ['IS_DECIMAL', ['-1.5e3'], true],
    ['IS_DECIMAL', ['1,5'], false],
    ['LIKE', ['abc', 'a%'], true],
    ['LIKE', ['abc', '%c'], true],
    ['LIKE', ['abc', '%b%'], true],
    ['LIKE', ['abc', 'abc'], true],
    ['LIKE', ['abc', 'a_c'], true],
    ['LIKE', ['a😀c', 'a_c'], true],
    ['LIKE', ['abc', 'b'], false],
    ['LIKE', ['a\nc', 'a%c'], true],
    ['LIKE', ['a.c', 'a.c'], true],
    ['LIKE', ['abbc', 'a%b%c'], true],
    ['LIKE', ['', '%'], true],
    ['LIKE', ['', ''], true],
    ['LIKE', ['50%', '50!%', '!'], true],
    ['LIKE', ['500', '50!%', '!'], false],
    ['SIMILAR', ['abc', '(a|x)b(c|d)'], true],
    ['SIMILAR', ['abc', 'ab'], false],
    ['SIMILAR', ['a.c', 'a.c'], true],
    ['SIMILAR', ['abc', 'a.c'], true],
    ['SIMILAR', ['a\nc', 'a.c'], false],
    ['SIMILAR', ['a1', 'a[[:DIGIT:]]'], true],
    ['SIMILAR', ['abc', 'a%'], true],
    ['REGEXP', ['foobar', 'o+b'], true],
    ['REGEXP', ['foobar', ''], false],
    ['REGEXP', ['FOO', '(?i)foo'], true],
    ['REGEXP', ['a-b', 'a\\-b'], true],
    ['REGEXP', ['x+y', '\\Qx+y\\E'], true],
    ['REGEXP', ['é', '^\\p{L}$'], true],
    ['REGEXP', ['é', '\\p{Alpha}'], false],
    ['REGEXP', ['abc\n', 'c$'], true],
    ['REGEXP', ['a]', 'a]'], true],
  ])('%s%j is %j', (name, args, expected) => {
    check(name, args, expected, BOOLEAN);
  });

  test.each<[string, Value[], Value]>([
    ['REGEXP_EXTRACT', ['foothebar', 'foo(.*?)(bar)', 2], 'bar'],
    ['REGEXP_EXTRACT', ['foothebar', 'foo(.*?)(bar)'], 'foothebar'],
    ['REGEXP_EXTRACT', ['abc', 'x'], null],
    ['REGEXP_EXTRACT', ['abc', 'a', 3], null],
    ['REGEXP_REPLACE', ['foobar', 'oo|ar', '$1'], 'f$1b$1'],
    ['REGEXP_COUNT', ['aXbXc', 'X'], 2],
    ['REGEXP_INSTR', ['aXbX', 'X'], 2],
    ['REGEXP_INSTR', ['ab', 'X'], 0],
    ['REGEXP_SUBSTR', ['a12b34', '\\d+'], '12'],
  ])('%s%j is %j', (name, args, expected) => {
    check(name, args, expected);
  });

  test('lists and maps', () => {
    check('SPLIT', ['a,b,', ','], ['a', 'b', ''], arrayOf(STRING));
    check('SPLIT', ['ab', ''], ['a', 'b'], arrayOf(STRING));
    check('REGEXP_EXTRACT_ALL', ['a1b2', '([a-z])(\\d)', 2], ['1', '2'], arrayOf(STRING));
    check('REGEXP_EXTRACT_ALL', ['a1b2', '[a-z]'], null, arrayOf(STRING));
    const map: DataType = { kind: 'MAP', key: STRING, value: STRING, nullable: true };
    check(
      'STR_TO_MAP',
      ['a=1,b,c=2=3'],
      new Map([
        ['a', '1'],
        ['b', null],
        ['c', '2=3'],
      ]),
      map,
    );
    check(
      'STR_TO_MAP',
      ['a:1;b:2', ';', ':'],
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
      map,
    );
    check('ENCODE', ['ü', 'ISO-8859-1'], Buffer.from([0xfc]), BYTES);
    check('CHAR_LENGTH', [null], null, BIGINT);
  });

  test.each(['a++', '(?>a)', '[a&&b]', 'a\\G', '[a[b]]', '(?x)a', '{'])(
    'the Java expression %s is refused',
    (pattern) => {
      expect(() => check('REGEXP', ['a', pattern], true, BOOLEAN)).toThrow('cannot be used');
    },
  );

  test('what is malformed fails', () => {
    expect(() => check('FROM_BASE64', ['*'], '')).toThrow('is not Base64');
    expect(() => check('SHA2', ['a', 1], '')).toThrow('no digest of 1 bits');
    expect(() => check('LIKE', ['a', 'a!b', '!'], true, BOOLEAN)).toThrow('escape character');
  });
});
