/** Writes the fields of a profile into docs/aws-deploy.md, from the schema that checks them: `npm run docs:profile`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { profileSchema } from '../aws/app/profile-schema.ts';

const PAGE = new URL('aws-deploy.md', import.meta.url);

interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export function profileReference(page: string): string {
  const root: Field = JSON.parse(JSON.stringify(profileSchema));
  const rows = rowsOf(root, '').map(([name, values, about]) => `| \`${name}\` | ${values} | ${about} |`);
  const table = ['| field | values | what |', '| --- | --- | --- |', ...rows].join('\n');
  return page.replace(/(<!-- fields: generated[^>]*-->\n)[\s\S]*(<!-- fields: end -->)/, `$1\n${table}\n\n$2`);
}

function rowsOf({ properties = {} }: Field, path: string): readonly (readonly [string, string, string])[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return field.properties ? rowsOf(field, at) : [[at, valuesOf(field), field.description ?? ''] as const];
  });
}

function valuesOf(field: Field): string {
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.minimum !== undefined)
    return `${field.minimum.toLocaleString('en')} to ${(field.maximum ?? 0).toLocaleString('en')}`;
  if (field.type === 'boolean') return '`true`, `false`';
  return field.type === 'array' ? 'list' : field.type === 'object' ? 'names and values' : 'text';
}

if (import.meta.main) writeFileSync(PAGE, profileReference(readFileSync(PAGE, 'utf8')));
