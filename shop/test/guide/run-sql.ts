/** Stands for `psql URL -q -c SQL` where there is none: runs the statements. */
import { Client } from 'pg';

const [url = '', ...words] = process.argv.slice(2);
const client = new Client(url);
await client.connect();
await client.query(words[words.indexOf('-c') + 1] ?? '');
await client.end();
