/**
 * A query of Athena with all that it needs: the lake's two tables as given rows, in the types that Glue has for them, and the
 * views over them as they are deployed.
 */
import { EVENTS_TABLE, type LakeColumn, lakeViews, RESULTS_TABLE } from '../../app/lake-tables.ts';
import type { LakeLine } from './made-lake.ts';

interface Lines {
  readonly events: readonly LakeLine[];
  readonly results: readonly LakeLine[];
}

/** @param sql begins with WITH, behind its comments, or with SELECT. */
export function lakeStatement(sql: string, { events, results }: Lines): string {
  const named = [
    tableText(EVENTS_TABLE.name, EVENTS_TABLE.columns, events),
    tableText(RESULTS_TABLE.name, RESULTS_TABLE.columns, results),
    ...lakeViews().map(({ name, sql: view, columns }) => `${name} AS (\n${typed(view, columns)}\n)`),
  ];
  const query = sql.replace(/^--.*\n/gm, '').trim();
  const rest = query.startsWith('WITH ') ? `,\n${query.slice('WITH '.length)}` : `\n${query}`;
  return `WITH ${named.join(',\n')}${rest}`;
}

/** Athena takes a view's columns to be of the types that the view says, and refuses it when they are not. */
function typed(view: string, columns: readonly { readonly name: string; readonly type: string }[]): string {
  const cast = columns.map(({ name, type }) => `CAST("${name}" AS ${type}) AS "${name}"`);
  return `SELECT ${cast.join(', ')} FROM (${view})`;
}

const DATE: LakeColumn = { name: 'date', type: 'string', comment: '', field: 'date' };

function tableText(name: string, columns: readonly LakeColumn[], lines: readonly LakeLine[]): string {
  const all = [...columns, DATE];
  const rows = lines.map((line) => `(${all.map(({ field }) => literal(line[field])).join(', ')})`);
  const names = all.map((_column, index) => `c${index}`);
  const cast = all.map((column, index) => `${valueText(column, `c${index}`)} AS "${column.name}"`);
  return `${name} AS (\nSELECT ${cast.join(', ')} FROM (VALUES ${rows.join(',\n')}) AS given(${names.join(', ')})\n)`;
}

function literal(value: unknown): string {
  if (value === undefined || value === null) return 'CAST(NULL AS varchar)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `CAST('${text.replaceAll("'", "''")}' AS varchar)`;
}

/** A value that was given as text, as the table has it. */
function valueText({ type }: LakeColumn, from: string): string {
  if (type === 'string') return from;
  if (type === 'int') return `CAST(${from} AS integer)`;
  const fields = /^struct<(.*)>$/.exec(type)?.[1];
  if (fields === undefined) return `CAST(${from} AS ${type})`;
  const row = fields.split(',').map((field) => field.replace(':', ' ').replace('string', 'varchar'));
  return `CAST(json_parse(${from}) AS ROW(${row.join(', ')}))`;
}
