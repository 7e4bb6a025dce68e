import { open } from 'lmdb';
const env = open({ path: process.argv[2], overlappingSync: false, mapSize: Number(process.argv[3]), encoding: 'binary', maxDbs: 8, noSubdir: false });
const db = env.openDB('batches', { encoding: 'binary' });
console.log('opened', JSON.stringify(env.getStats?.() ?? {}).slice(0,300));
let n = 0, firstFail = 0;
async function one(size) {
  const b = Buffer.alloc(size, n & 255);
  const p = [db.put(n + 1, b, { append: true }), db.put(n + 2, b, {append: true}), db.put(n+3, b, {append: true})];
  try { await Promise.all(p); n += 3; return true; } catch (e) {
    const ce = await Promise.race([e.commitError?.catch((x) => x), new Promise(r => setTimeout(() => r('timeout'), 300))]);
    console.log('fail', n, e.message, e.code, 'commitError', ce?.message ?? ce, ce?.code); return false; }
}
while (await one(100000));
console.log('stored', n);
for (let i = 0; i < 3; i++) console.log(await one(100000));
console.log('has', db.doesExist(n), db.doesExist(n + 1));
try { await Promise.all([1,2,3,4,5,6,7,8,9,10,11,12].map(k => db.remove(k))); console.log('trim ok'); } catch (e) { console.log('trim fail', e.message, (await e.commitError.catch(x=>x))?.code); }
try { await Promise.all([13,14,15].map(k => db.remove(k))); console.log('trim ok'); } catch (e) { console.log('trim fail', e.message, (await e.commitError.catch(x=>x))?.code); }
for (let i = 0; i < 3; i++) console.log(await one(100000));
console.log('stored', n);
await env.close();
