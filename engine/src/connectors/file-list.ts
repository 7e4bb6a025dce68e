/** Finds the files of a table: one file, or all files under a folder in the order of their names. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '../errors/millrace-error.ts';

/** `file:///data/x` and `/data/x` are the same; relative paths are relative to the working folder. */
export function localPath(path: string): string {
  return path.startsWith('file:') ? fileURLToPath(path) : path;
}

/** A file to read. `name` is its path within the folder, with `/`, and stays the same when the folder moves. */
export interface TableFile {
  readonly name: string;
  readonly path: string;
}

/**
 * The files at `path`. In folders, names that begin with `.` or `_` are hidden: files in progress and notes of other
 * tools. @throws MillraceError SOURCE_NOT_FOUND
 */
export function listFiles(path: string): readonly TableFile[] {
  if (!existsSync(path)) {
    throw new MillraceError(`there is no file or folder ${path}`, {
      code: 'SOURCE_NOT_FOUND',
      domain: 'user',
      retry: 'never',
      hint: `relative paths start at ${process.cwd()}`,
    });
  }
  if (!statSync(path).isDirectory()) return [{ name: '', path }];
  return visibleFiles(path)
    .map((name) => ({ name: name.replaceAll(sep, '/'), path: join(path, name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function visibleFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !/^[._]/.test(name));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    const isFolder = entry.isSymbolicLink() ? statSync(path).isDirectory() : entry.isDirectory();
    return isFolder ? visibleFiles(path).map((inner) => join(entry.name, inner)) : [entry.name];
  });
}

/** The values of `k=v` folders on the way to a file; the name that stands for NULL gives null. */
export function partitionValues(name: string, defaultName: string): ReadonlyMap<string, string | null> {
  const folders = name.split('/').slice(0, -1);
  return new Map(
    folders
      .filter((folder) => folder.includes('='))
      .map((folder) => {
        const [key = '', ...rest] = folder.split('=').map(unescapeName);
        const value = rest.join('=');
        return [key, value === defaultName ? null : value];
      }),
  );
}

/** Characters that cannot stand in a folder's name are written as % and two hex digits, as Hive and Flink do. */
export function escapeName(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into names.
  return text.replace(/[\u0000-\u001f\u007f"#%'*/:=?\\{[\]^]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function unescapeName(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
