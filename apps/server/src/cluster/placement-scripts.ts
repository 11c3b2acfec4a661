/**
 * What servers report lies in one hash, by server, as `<expiry in ms> <JSON>`; times are Redis' own. Where a call was sent lies in a key of its own that
 * expires, named in a second hash, so that placements count as load before the next report does.
 */
export const placementKeys = (callId?: string): string[] => [
  'attune:nodes',
  'attune:placed',
  ...(callId === undefined ? [] : [`attune:place:${callId}`]),
];

/** People whom a call that is on its way to a server brings with it. */
const PEOPLE_OF_A_CALL = 2;

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function reports()
  local found = {}
  local rows = redis.call('HGETALL', KEYS[1])
  for i = 1, #rows, 2 do
    local at = string.find(rows[i + 1], ' ', 1, true)
    if tonumber(string.sub(rows[i + 1], 1, at - 1)) < now then redis.call('HDEL', KEYS[1], rows[i])
    else found[rows[i]] = string.sub(rows[i + 1], at + 1) end
  end
  return found
end`;

/** ARGV: node, JSON, ttl in ms. Answers every live node's report as `node JSON`. */
export const REPORT = `${NOW}
redis.call('HSET', KEYS[1], ARGV[1], (now + ARGV[3]) .. ' ' .. ARGV[2])
local answer = {}
for node, json in pairs(reports()) do answer[#answer + 1] = node .. ' ' .. json end
return answer`;

/**
 * ARGV: node. Nothing more is sent to it until it reports again. KEYS: those of placement, then the lease of the call that it was asked for, which is
 * free from now on if it was that node's. A server that is drained closes its door before it has stored everything: it keeps its leases until it
 * gives them back.
 */
export const FORGET = `
local row = redis.call('HGET', KEYS[1], ARGV[1])
if row then
  local report = cjson.decode(string.sub(row, string.find(row, ' ', 1, true) + 1))
  if report.draining then return 0 end
  redis.call('HDEL', KEYS[1], ARGV[1])
end
if redis.call('HGET', KEYS[2], 'node') == ARGV[1] then redis.call('DEL', KEYS[2]) end
return 1`;

/** ARGV: call, ttl in ms. Answers the node, or '' if none takes calls. */
export const PLACE = `${NOW}
local nodes = reports()
local before = redis.call('GET', KEYS[3])
if before and nodes[before] and not cjson.decode(nodes[before]).draining then return before end
local placed = {}
local rows = redis.call('HGETALL', KEYS[2])
for i = 1, #rows, 2 do
  local at = string.find(rows[i + 1], ' ', 1, true)
  local node = string.sub(rows[i + 1], at + 1)
  -- A placement whose own key is gone has arrived, or never will.
  if tonumber(string.sub(rows[i + 1], 1, at - 1)) < now or redis.call('EXISTS', 'attune:place:' .. rows[i]) == 0 then
    redis.call('HDEL', KEYS[2], rows[i])
  else placed[node] = (placed[node] or 0) + ${PEOPLE_OF_A_CALL} end
end
local best, bestLoad = '', nil
for node, json in pairs(nodes) do
  local report = cjson.decode(json)
  local people = report.participants + (placed[node] or 0)
  local full = type(report.maxParticipants) == 'number' and people + ${PEOPLE_OF_A_CALL} > report.maxParticipants
  local load = people / report.capacity
  if not report.draining and not full and (bestLoad == nil or load < bestLoad or (load == bestLoad and node < best)) then
    best, bestLoad = node, load
  end
end
if best ~= '' then
  redis.call('SET', KEYS[3], best, 'PX', ARGV[2])
  redis.call('HSET', KEYS[2], ARGV[1], (now + ARGV[2]) .. ' ' .. best)
end
return best`;
