import { open } from 'lmdb';
const mode = process.argv[3];
const env = open({ path: process.argv[2], overlappingSync: false, mapSize: 2**42, encoding: 'binary', maxDbs: 8, noSubdir: false, eventTurnBatching: mode === 'batch-etb' });
const db = env.openDB('batches', { encoding: 'binary' });
let n = 0;
async function write(work) {
  try {
    if (mode === 'txn') await db.transaction(work);
    else if (mode === 'sync') db.transactionSync(work);
    else await db.batch(work);
    return true;
  } catch (e) { 
    const ce = e.commitError ? await Promise.race([e.commitError?.catch((x) => x), new Promise(r => setTimeout(() => r('timeout'), 300))]) : '';
    console.log('fail', n, e.message, e.code, 'commitError', ce?.message ?? ce, ce?.code); return false; }
}
const one = async (size) => { const b = Buffer.alloc(size, n & 255);
  const ok = await write(() => { for (let i = 1; i <= 3; i++) db.put(n + i, b, { append: true }); }); if (ok) n += 3; return ok; };
while (await one(100000));
console.log('stored', n);
for (let i = 0; i < 3; i++) console.log(await one(100000));
console.log('has', db.doesExist(n), db.doesExist(n + 1));
let t = 1;
for (let j = 0; j < 4; j++) console.log('trim', await write(() => { for (let i = 0; i < 3; i++) db.remove(t + i); }) && (t += 3));
for (let i = 0; i < 5; i++) console.log(await one(100000));
let cnt = 0; for (const k of db.getKeys({start: 1})) cnt++;
console.log('stored', n, 'count', cnt);
await env.close();
