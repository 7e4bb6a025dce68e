/** The flags of `millrace start`: what a configuration file may set, too. */
import type { Flag } from './flag.ts';

/** Commands that have this flag take from the file what neither flags nor the environment say. */
export const CONFIG_FLAG: Flag = {
  type: 'string',
  value: 'FILE',
  about: 'a configuration file; millrace.config.ts of this folder when absent, if there is one',
};

export const startFlags: Readonly<Record<string, Flag>> = {
  port: { type: 'string', value: 'PORT', default: '8080', about: 'where it listens; 0 takes a free one' },
  host: { type: 'string', default: '127.0.0.1', about: 'any other than loopback needs keys' },
  data: { type: 'string', value: 'FOLDER', default: '.millrace', about: 'where everything is kept' },
  'write-keys': { type: 'string', value: 'KEYS', about: 'keys that may send events, with commas between' },
  'read-keys': {
    type: 'string',
    value: 'KEYS',
    about: 'keys of people, with commas between: [role:[name:]]key; roles are viewer, analyst, fraud',
  },
  'admin-keys': { type: 'string', value: 'KEYS', about: 'keys that may do everything: [name:]key' },
  'write-requests-per-second': {
    type: 'string',
    value: 'N|off',
    about: 'what one write key may send; 5000 beyond loopback, off on it',
  },
  'write-events-per-second': { type: 'string', value: 'N|off', about: 'the same in events; 50000 beyond loopback' },
  'queries-per-minute': {
    type: 'string',
    value: 'N|off',
    about: 'what one key may ask the warehouse; 60 beyond loopback',
  },
  'trusted-proxies': {
    type: 'string',
    value: 'ADDRESSES',
    about: 'reverse proxies, with commas between: they say where requests come from',
  },
  'allowed-origins': { type: 'string', value: 'ORIGINS', about: 'pages elsewhere that may call, with commas between' },
  currency: { type: 'string', value: 'CODE', default: 'USD', about: 'what the page shows amounts in' },
  rules: { type: 'string', value: 'FILE', about: 'what orders are judged by (docs/fraud.md)' },
  model: { type: 'string', value: 'FILE', about: 'a model that judges orders beside the rules' },
  warehouse: {
    type: 'string',
    value: 'on|off',
    default: 'on',
    about: 'Parquet files of all that happens (docs/warehouse.md)',
  },
  'warehouse-interval': { type: 'string', value: 'SECONDS', default: '60', about: 'how soon events are in a file' },
  'warehouse-retention': { type: 'string', value: 'DAYS', default: '400', about: 'how long files are kept' },
  'postgres-url': { type: 'string', value: 'URL', about: 'a database whose changes are read (docs/cdc.md)' },
  'cdc-mapping': { type: 'string', value: 'FILE', about: 'which table of a database becomes which events' },
  feeds: { type: 'string', value: 'FOLDER', about: 'mappings of partner files, and files to import (docs/feeds.md)' },
  config: CONFIG_FLAG,
  verbose: { type: 'boolean', about: 'log requests as JSON lines' },
};
