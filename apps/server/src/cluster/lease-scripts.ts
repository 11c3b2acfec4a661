/**
 * A lease of a call is a hash `node`, `token` that expires; beside it a counter of the call's tokens outlives leases. Both are changed by these
 * scripts alone, which Redis runs one at a time. A Redis that lost its memory starts counting anew, so the database's newest token is handed in.
 */
export const leaseKeys = (callId: string): string[] => [`attune:lease:${callId}`, `attune:fence:${callId}`];

/** Counters of calls that nobody has touched for so long are the database's business again. */
export const FENCE_DAYS = 7;

/** ARGV: node, ttl in ms, the least token. Answers `[token, node]`; token 0 if that other node has it. A node that holds it keeps its token. */
export const ACQUIRE = `
local holder = redis.call('HGET', KEYS[1], 'node')
if holder and holder ~= ARGV[1] then return {0, holder} end
local token
if holder then
  token = tonumber(redis.call('HGET', KEYS[1], 'token'))
else
  token = math.max(redis.call('INCR', KEYS[2]), tonumber(ARGV[3]))
  redis.call('SET', KEYS[2], token, 'EX', ${FENCE_DAYS * 86_400})
  redis.call('HSET', KEYS[1], 'node', ARGV[1], 'token', token)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {token, ARGV[1]}`;

/** ARGV: node, token, ttl in ms. Answers 1; 0 if the call has been taken since. A lease that merely expired is taken up again. */
export const RENEW = `
local holder = redis.call('HGET', KEYS[1], 'node')
if holder then
  if holder ~= ARGV[1] or redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then return 0 end
else
  if tonumber(redis.call('GET', KEYS[2]) or '0') > tonumber(ARGV[2]) then return 0 end
  redis.call('SET', KEYS[2], ARGV[2], 'EX', ${FENCE_DAYS * 86_400})
  redis.call('HSET', KEYS[1], 'node', ARGV[1], 'token', ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** ARGV: node, token. */
export const RELEASE = `
if redis.call('HGET', KEYS[1], 'node') == ARGV[1] and redis.call('HGET', KEYS[1], 'token') == ARGV[2] then
  redis.call('DEL', KEYS[1])
end
return 1`;
