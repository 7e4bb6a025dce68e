/**
 * What Valkey does to a bucket in one step each. Every script first asks whether the bucket still is as its caller knows
 * it, by its life and its position, so that whoever comes late changes nothing.
 *
 * The fields of a bucket's hash: `life`, another one each time that the bucket is laid anew; `position`, the last record
 * that its states hold; `frozen`, the position of the checkpoint that is on its way to DynamoDB; `since`, when the first
 * state changed after the last checkpoint was begun, in epoch milliseconds.
 */
import { ValkeyScript } from './valkey-script.ts';

/** What the bucket has to be like. @returns 0 otherwise. */
const IF_UNCHANGED = `
local known = redis.call('HMGET', KEYS[1], 'life', 'position', 'frozen', 'since')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] then return 0 end
`;

/** KEYS: hash, states … ARGV: life, position. @returns the values. */
const READ_STATES = new ValkeyScript(`${IF_UNCHANGED}
local values = {}
for at = 2, #KEYS do values[at - 1] = redis.call('GET', KEYS[at]) end
return values
`);

/**
 * KEYS: hash, outbox, dirty, frozen; for each changed state its key and that of its copy; the keys of states that pass, and of
 * those that were read from DynamoDB.
 * ARGV: life, position; new position, now, 1 to keep the outbox, changed, passing, read, seconds that read ones stay; for
 * each changed state its name and value, each passing one its seconds and value, each read one its value; outputs …
 */
const COMMIT = new ValkeyScript(`${IF_UNCHANGED}
local changed, passing, read = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local key, arg = 4, 9
for _ = 1, changed do
  local state, copy, name = KEYS[key + 1], KEYS[key + 2], ARGV[arg + 1]
  if known[3] and redis.call('SISMEMBER', KEYS[4], name) == 1 and redis.call('EXISTS', copy) == 0 then
    redis.call('RENAME', state, copy)
  end
  redis.call('SET', state, ARGV[arg + 2])
  redis.call('SADD', KEYS[3], name)
  key, arg = key + 2, arg + 2
end
for _ = 1, passing do
  redis.call('SET', KEYS[key + 1], ARGV[arg + 2], 'EX', ARGV[arg + 1])
  key, arg = key + 1, arg + 2
end
for _ = 1, read do
  redis.call('SET', KEYS[key + 1], ARGV[arg + 1], 'EX', ARGV[9], 'NX')
  key, arg = key + 1, arg + 1
end
if ARGV[5] ~= '1' then redis.call('DEL', KEYS[2]) end
for at = arg + 1, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[at]) end
redis.call('HSET', KEYS[1], 'position', ARGV[3])
if changed > 0 and not known[4] then redis.call('HSET', KEYS[1], 'since', ARGV[4]) end
return 1
`);

/** KEYS: hash, outbox. ARGV: life, position. @returns what is in the outbox. */
const READ_OUTBOX = new ValkeyScript(`${IF_UNCHANGED}
return redis.call('LRANGE', KEYS[2], 0, -1)
`);

/**
 * Lays a bucket anew. KEYS: hash, outbox, dirty, frozen, all states and copies that do not end by themselves.
 * ARGV: life and position as they were, '' for none; life and position as they are to be.
 */
const LAY_ANEW = new ValkeyScript(`
local known = redis.call('HMGET', KEYS[1], 'life', 'position')
if (known[1] or '') ~= ARGV[1] or (known[2] or '') ~= ARGV[2] then return 0 end
for at = 1, #KEYS do redis.call('DEL', KEYS[at]) end
redis.call('HSET', KEYS[1], 'life', ARGV[3], 'position', ARGV[4])
return 1
`);

/** Begins a checkpoint of the bucket as it is. KEYS: hash, dirty, frozen. ARGV: life, position. */
const FREEZE = new ValkeyScript(`${IF_UNCHANGED}
if known[3] or redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
redis.call('RENAME', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'frozen', ARGV[2])
redis.call('HDEL', KEYS[1], 'since')
return 1
`);

/** What the bucket's checkpoint has to be. @returns 0 otherwise. */
const IF_FROZEN = `
local known = redis.call('HMGET', KEYS[1], 'life', 'frozen')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] then return 0 end
`;

/**
 * What states were when the checkpoint was begun. KEYS: hash, frozen; for each its key and that of its copy.
 * ARGV: life, position of the checkpoint; names … @returns the values; false for what is settled already.
 */
const READ_FROZEN = new ValkeyScript(`${IF_FROZEN}
local values = {}
for at = 3, #ARGV do
  local value = false
  if redis.call('SISMEMBER', KEYS[2], ARGV[at]) == 1 then
    value = redis.call('GET', KEYS[2 * at - 2]) or redis.call('GET', KEYS[2 * at - 3])
  end
  values[at - 2] = value
end
return values
`);

/**
 * States of the checkpoint are in DynamoDB. KEYS: hash, dirty, frozen; for each its key and that of its copy.
 * ARGV: life, position of the checkpoint, seconds that a state stays; names …
 */
const THAW = new ValkeyScript(`${IF_FROZEN}
for at = 4, #ARGV do
  local state, copy = KEYS[2 * at - 4], KEYS[2 * at - 3]
  if redis.call('SREM', KEYS[3], ARGV[at]) == 1 then
    redis.call('DEL', copy)
    if redis.call('SISMEMBER', KEYS[2], ARGV[at]) == 0 then
      if redis.call('STRLEN', state) == 0 then redis.call('DEL', state) else redis.call('EXPIRE', state, ARGV[3]) end
    end
  end
end
return 1
`);

/** KEYS: hash, frozen. ARGV: life, position of the checkpoint. @returns 1 when all of its states are in DynamoDB. */
const IS_DRAINED = new ValkeyScript(`${IF_FROZEN}
return 1 - redis.call('EXISTS', KEYS[2])
`);

/** The checkpoint is complete. KEYS: hash, frozen. ARGV: life, position of the checkpoint. */
const END_CHECKPOINT = new ValkeyScript(`${IF_FROZEN}
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('HDEL', KEYS[1], 'frozen')
return 1
`);

export const bucketScripts = {
  readStates: READ_STATES,
  commit: COMMIT,
  readOutbox: READ_OUTBOX,
  layAnew: LAY_ANEW,
  freeze: FREEZE,
  readFrozen: READ_FROZEN,
  thaw: THAW,
  isDrained: IS_DRAINED,
  endCheckpoint: END_CHECKPOINT,
} as const;
