/** The mappings that a server knows: the files of its feeds' folder, and those that are built in. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { closestName } from '@millrace/engine/errors/closest-name.ts';
import { Problem } from '../http/problem.ts';
import { BUILT_IN_MAPPINGS, type FeedMapping, loadMapping } from './feed-mapping.ts';

/** Names go into ids and into the names of folders. */
export const FEED_NAME = '^[a-z0-9][a-z0-9_-]{0,39}$';
const EXTENSION = '.json';

export class FeedMappings {
  readonly folder: string | undefined;

  /** @param folder holds `<feed>.json` for each feed; without it only built-in mappings are known. */
  constructor(folder: string | undefined) {
    this.folder = folder;
  }

  /** The names of the folder's feeds, in order of the alphabet. */
  async ownNames(): Promise<readonly string[]> {
    if (this.folder === undefined || !existsSync(this.folder)) return [];
    const files = await readdir(this.folder);
    const names = files.filter((file) => file.endsWith(EXTENSION)).map((file) => basename(file, EXTENSION));
    return names.filter((name) => new RegExp(FEED_NAME).test(name)).sort();
  }

  async names(): Promise<readonly string[]> {
    return [...new Set([...(await this.ownNames()), ...BUILT_IN_MAPPINGS])].sort();
  }

  /**
   * Read anew each time: who mends a mapping sends the file again.
   * @throws Problem 404 for a feed that has no mapping; MillraceError MAPPING_INVALID.
   */
  async load(name: string): Promise<FeedMapping> {
    const own = this.folder && join(this.folder, `${name}${EXTENSION}`);
    if (own !== undefined && existsSync(own)) return loadMapping(own);
    if (BUILT_IN_MAPPINGS.includes(name)) return loadMapping(name);
    throw unknownFeed(name, await this.names(), own);
  }
}

function unknownFeed(name: string, names: readonly string[], own: string | undefined): Problem {
  const closest = closestName(name, names);
  const meant = closest === undefined ? '' : ` Did you mean ${closest}?`;
  const place = own === undefined ? 'start the server with --feeds FOLDER' : `put one into ${basename(dirname(own))}/`;
  const detail = `There is no mapping for a feed ${name}.${meant} The server knows ${names.join(', ')}; for another, ${place}.`;
  return new Problem({ status: 404, code: 'FEED_UNKNOWN', detail });
}
