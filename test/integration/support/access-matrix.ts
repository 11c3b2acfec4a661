import { randomUUID } from 'node:crypto';
import type { CallView } from '#contracts/rest';
import { type AccessName, ruleOf } from '../../../apps/server/src/access/access.decorator.ts';
import { listRoutes, type Route } from '../../../apps/server/src/access/routes.ts';
import { AuthRepository } from '../../../apps/server/src/auth/auth.repository.ts';
import { hashToken, newToken } from '../../../apps/server/src/auth/tokens.ts';
import { CallsRepository } from '../../../apps/server/src/calls/calls.repository.ts';
import type { Answer, Attune, Clinician } from './attune.ts';

export const PLATFORM_KEY = 'a-key-for-the-platform';

/** Whoever may try a route. `owner` is the one who should succeed; `owner-*` is the owner with an id that is not theirs to use. */
export const CALLERS = [
  'nobody', 'patient', 'expired-session', 'other-clinician', 'foreign-origin', 'wrong-key', 'key-of-another-call', 'key-of-this-call', 'owner-unknown-id', 'owner-malformed-id', 'owner',
] as const;
export type HttpCaller = (typeof CALLERS)[number];

export interface Cell { route: string; caller: HttpCaller; expected: string; got: string }
interface World { attune: Attune; clinician: Clinician; otherId: string; ownerId: string; expired: string; participantKey: string }

const REFUSED = { unauthenticated: '401 unauthenticated', foreign: '403 forbidden', unknown: '404 unknown', administrator: '403 forbidden' };

/** Tries every route that the server has with every caller. What is expected follows from what the route declares. */
export async function tryRoutes(attune: Attune, clinician: Clinician, other: Clinician): Promise<Cell[]> {
  const { participantKey } = await attune.join(await clinician.createCall('Of the patient'));
  const idOf = async (one: Clinician) => ((await one.request('GET', '/api/auth/me')).body as unknown as { id: string }).id;
  const [ownerId, otherId] = [await idOf(clinician), await idOf(other)];
  const world: World = { attune, clinician, otherId, ownerId, participantKey, expired: await session(attune, ownerId, -1) };
  const cells: Cell[] = [];
  for (const route of listRoutes(attune.app)) {
    const answers = new Map<HttpCaller, Answer>();
    for (const caller of CALLERS) {
      const answer = await ask(world, route, caller);
      answers.set(caller, answer);
      cells.push({ route: nameOf(route), caller, expected: expected(route, caller), got: outcome(answer, expected(route, caller)) });
    }
    cells.push(...leaks(route, answers));
  }
  return cells;
}

export const holesIn = (cells: Cell[]): Cell[] => cells.filter(({ expected: wanted, got }) => wanted !== got);

/** What the declaration promises: one of {@link REFUSED}, or `let in`. */
function expected({ access, path }: Route, caller: HttpCaller): string {
  const rule = ruleOf(access);
  // The web app's files are anyone's, whatever page asks.
  if (caller === 'foreign-origin') return isSite(path) ? 'let in' : REFUSED.foreign;
  if (rule.by === 'nothing') return 'let in';
  const key = rule.by === 'session-or-key';
  switch (caller) {
    case 'nobody': case 'patient': case 'expired-session': case 'wrong-key': return REFUSED.unauthenticated;
    case 'key-of-another-call': return key ? REFUSED.unknown : REFUSED.unauthenticated;
    case 'key-of-this-call': return key ? 'let in' : REFUSED.unauthenticated;
    case 'other-clinician': return rule.administrator === true ? REFUSED.administrator : rule.subject === undefined ? 'let in' : REFUSED.unknown;
    case 'owner-unknown-id': case 'owner-malformed-id': return rule.subject === undefined ? 'let in' : REFUSED.unknown;
    case 'owner': return 'let in';
  }
}

/** Any answer but a refusal of the gate counts as let in: a body that is missing, or nothing to be found, is the handler's business. */
function outcome({ status, body }: Answer, wanted: string): string {
  if (status === 401 && (body.code ?? 'unauthenticated') === 'unauthenticated') return REFUSED.unauthenticated;
  if (status === 403 && (body.code ?? 'forbidden') === 'forbidden') return REFUSED.foreign;
  // HEAD tells no code.
  if (status === 404 && (body.code === undefined ? wanted === REFUSED.unknown : ['call-unknown', 'recording-unknown'].includes(body.code))) return REFUSED.unknown;
  return status >= 500 ? `failed with ${status}` : 'let in';
}

/** Another's id, one that nobody has and one that is none are answered with the same words. */
function leaks(route: Route, answers: Map<HttpCaller, Answer>): Cell[] {
  if (ruleOf(route.access).subject === undefined || ruleOf(route.access).by === 'nothing') return [];
  const words = (caller: HttpCaller) => `${answers.get(caller)?.status} ${JSON.stringify(answers.get(caller)?.body)}`;
  return (['owner-unknown-id', 'owner-malformed-id'] as const).map((caller) => ({ route: nameOf(route), caller, expected: words('other-clinician'), got: words(caller) }));
}

async function ask(world: World, route: Route, caller: HttpCaller): Promise<Answer> {
  const { attune } = world;
  // A fresh one each time: what the owner may do may well delete it.
  const id = caller === 'owner-malformed-id' ? 'not-an-id' : caller === 'owner-unknown-id' ? randomUUID() : await subjectId(world, route, caller === 'key-of-this-call');
  const path = route.path.replace(/:id\b/, id).replace(/:token\b/, 'made-up').replace(/:\w+/g, () => randomUUID()).replace(/\{?\*\w+\}?/g, 'nothing');
  const body = ['GET', 'HEAD', 'OPTIONS'].includes(route.method) ? undefined : '{}';
  return attune.raw(route.method, path, body, { 'tus-resumable': '1.0.0', ...await credentials(world, caller) });
}

async function credentials({ attune, otherId, ownerId, expired, participantKey }: World, caller: HttpCaller): Promise<Record<string, string>> {
  // A session for each request: one of the routes ends it.
  const signedIn = async (accountId: string) => ({ cookie: await session(attune, accountId, 60_000) });
  switch (caller) {
    case 'nobody': return {};
    case 'patient': return { cookie: `attune_session=${participantKey}`, authorization: `Bearer ${participantKey}` };
    case 'expired-session': return { cookie: expired };
    case 'other-clinician': return signedIn(otherId);
    case 'foreign-origin': return { ...await signedIn(ownerId), origin: 'https://elsewhere.example' };
    case 'wrong-key': return { authorization: 'Bearer some-other-key-entirely' };
    case 'key-of-another-call': case 'key-of-this-call': return { authorization: `Bearer ${PLATFORM_KEY}` };
    case 'owner-unknown-id': case 'owner-malformed-id': case 'owner': return signedIn(ownerId);
  }
}

async function subjectId({ attune, clinician, ownerId }: World, { access, path }: Route, given: boolean): Promise<string> {
  if (!path.includes(':id')) return '';
  const subject = ruleOf(access).subject?.name;
  if (subject === 'recording') {
    const metadata = Object.entries({ filename: 'a.mp4', profile: 'light', everyNth: '1', consent: 'yes' }).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');
    const begun = await attune.raw('POST', '/api/recordings/uploads', undefined, {
      cookie: await session(attune, ownerId, 60_000), 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': metadata,
    });
    return begun.headers.get('location')?.split('/').at(-1) ?? '';
  }
  const call: CallView = await clinician.createCall('Secret title');
  if (given) await attune.app.get(CallsRepository, { strict: false }).update(call.id, { platformGivenAt: new Date() });
  return call.id;
}

async function session(attune: Attune, accountId: string, forMs: number): Promise<string> {
  const token = newToken();
  await attune.app.get(AuthRepository, { strict: false }).createSession({ tokenHash: hashToken(token), accountId, expiresAt: new Date(Date.now() + forMs) });
  return `attune_session=${token}`;
}

const isSite = (path: string) => !path.startsWith('/api/');
const nameOf = ({ method, path, access }: Route & { access: AccessName }) => `${method} ${path} (${access})`;
