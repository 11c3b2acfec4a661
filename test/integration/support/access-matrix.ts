import { randomUUID } from 'node:crypto';
import type { CallView, JoinResponse } from '#contracts/rest';
import type { AccessName, ruleOf } from '../../../apps/server/src/access/access.decorator.ts';
import type { Route } from '../../../apps/server/src/access/routes.ts';

export const PLATFORM_KEY = 'a-key-for-the-platform';

/** Whoever may try a route. `owner` is the one who should succeed; `owner-*` is the owner with an id that is not theirs to use. */
export const CALLERS = [
  'nobody',
  'patient',
  'expired-session',
  'other-clinician',
  'foreign-origin',
  'wrong-key',
  'key-of-another-call',
  'key-of-this-call',
  'owner-unknown-id',
  'owner-malformed-id',
  'owner',
] as const;
export type HttpCaller = (typeof CALLERS)[number];

export interface Cell {
  route: string;
  caller: HttpCaller;
  expected: string;
  got: string;
}
interface World {
  server: MatrixServer;
  otherId: string;
  ownerId: string;
  expired: string;
  participantKey: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: { code?: string } & Record<string, unknown>;
}

/** A route with what its declaration means. */
export interface DeclaredRoute extends Route {
  rule: { by: ReturnType<typeof ruleOf>['by']; administrator: boolean; subject: string | null };
}

/** What the matrix needs of a server: the suite has one in its own process, the bench one in another. */
export interface MatrixServer {
  routes(): Promise<DeclaredRoute[]>;
  raw(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Answer>;
  /** A cookie of a session that ends after so long; one that has ended already where that is negative. */
  session(accountId: string, forMs: number): Promise<string>;
}

const REFUSED = {
  unauthenticated: '401 unauthenticated',
  foreign: '403 forbidden',
  unknown: '404 unknown',
  administrator: '403 forbidden',
};

/** Tries every route that the server has with every caller. What is expected follows from what the route declares. */
export async function tryRoutes(server: MatrixServer, ownerId: string, otherId: string): Promise<Cell[]> {
  const call = await createCall(server, ownerId, 'Of the patient');
  const joined = (await server.raw('POST', `/api${String(call.invitationPath)}`, JSON.stringify({ name: 'Jan' })))
    .body as unknown as JoinResponse;
  const world: World = { server, otherId, ownerId, participantKey: joined.participantKey, expired: await server.session(ownerId, -1) };
  const cells: Cell[] = [];
  for (const route of await server.routes()) {
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
function expected({ rule, path }: DeclaredRoute, caller: HttpCaller): string {
  // The web app's files are anyone's, whatever page asks.
  if (caller === 'foreign-origin') return isSite(path) ? 'let in' : REFUSED.foreign;
  if (rule.by === 'nothing') return 'let in';
  // None of them has the token of the metrics.
  if (rule.by === 'metrics-token') return REFUSED.unauthenticated;
  const key = rule.by === 'session-or-key';
  switch (caller) {
    case 'nobody':
    case 'patient':
    case 'expired-session':
    case 'wrong-key':
      return REFUSED.unauthenticated;
    case 'key-of-another-call':
      return key ? REFUSED.unknown : REFUSED.unauthenticated;
    case 'key-of-this-call':
      return key ? 'let in' : REFUSED.unauthenticated;
    case 'other-clinician':
      return rule.administrator ? REFUSED.administrator : rule.subject === null ? 'let in' : REFUSED.unknown;
    case 'owner-unknown-id':
    case 'owner-malformed-id':
      return rule.subject === null ? 'let in' : REFUSED.unknown;
    case 'owner':
      return 'let in';
  }
}

/** Any answer but a refusal of the gate counts as let in: a body that is missing, or nothing to be found, is the handler's business. */
function outcome({ status, body }: Answer, wanted: string): string {
  if (status === 401 && (body.code ?? 'unauthenticated') === 'unauthenticated') return REFUSED.unauthenticated;
  if (status === 403 && (body.code ?? 'forbidden') === 'forbidden') return REFUSED.foreign;
  // HEAD tells no code.
  if (status === 404 && (body.code === undefined ? wanted === REFUSED.unknown : ['call-unknown', 'recording-unknown'].includes(body.code)))
    return REFUSED.unknown;
  return status >= 500 ? `failed with ${status}` : 'let in';
}

/** Another's id, one that nobody has and one that is none are answered with the same words. */
function leaks(route: DeclaredRoute, answers: Map<HttpCaller, Answer>): Cell[] {
  if (route.rule.subject === null || route.rule.by === 'nothing') return [];
  const words = (caller: HttpCaller) => `${answers.get(caller)?.status} ${JSON.stringify(answers.get(caller)?.body)}`;
  return (['owner-unknown-id', 'owner-malformed-id'] as const).map((caller) => ({
    route: nameOf(route),
    caller,
    expected: words('other-clinician'),
    got: words(caller),
  }));
}

async function ask(world: World, route: DeclaredRoute, caller: HttpCaller): Promise<Answer> {
  // A fresh one each time: what the owner may do may well delete it.
  const id =
    caller === 'owner-malformed-id'
      ? 'not-an-id'
      : caller === 'owner-unknown-id'
        ? randomUUID()
        : await subjectId(world, route, caller === 'key-of-this-call');
  const path = route.path
    .replace(/:id\b/, id)
    .replace(/:token\b/, 'made-up')
    .replace(/:\w+/g, () => randomUUID())
    .replace(/\{?\*\w+\}?/g, 'nothing');
  const body = ['GET', 'HEAD', 'OPTIONS'].includes(route.method) ? undefined : '{}';
  return world.server.raw(route.method, path, body, { 'tus-resumable': '1.0.0', ...(await credentials(world, caller)) });
}

async function credentials(
  { server, otherId, ownerId, expired, participantKey }: World,
  caller: HttpCaller,
): Promise<Record<string, string>> {
  // A session for each request: one of the routes ends it.
  const signedIn = async (accountId: string) => ({ cookie: await server.session(accountId, 60_000) });
  switch (caller) {
    case 'nobody':
      return {};
    case 'patient':
      return { cookie: `attune_session=${participantKey}`, authorization: `Bearer ${participantKey}` };
    case 'expired-session':
      return { cookie: expired };
    case 'other-clinician':
      return signedIn(otherId);
    case 'foreign-origin':
      return { ...(await signedIn(ownerId)), origin: 'https://elsewhere.example' };
    case 'wrong-key':
      return { authorization: 'Bearer some-other-key-entirely' };
    case 'key-of-another-call':
    case 'key-of-this-call':
      return { authorization: `Bearer ${PLATFORM_KEY}` };
    case 'owner-unknown-id':
    case 'owner-malformed-id':
    case 'owner':
      return signedIn(ownerId);
  }
}

async function subjectId({ server, ownerId }: World, { rule, path }: DeclaredRoute, given: boolean): Promise<string> {
  if (!path.includes(':id')) return '';
  if (rule.subject === 'recording') {
    const metadata = Object.entries({ filename: 'a.mp4', profile: 'light', everyNth: '1', consent: 'yes' })
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
    const begun = await server.raw('POST', '/api/recordings/uploads', undefined, {
      cookie: await server.session(ownerId, 60_000),
      'tus-resumable': '1.0.0',
      'upload-length': '1000',
      'upload-metadata': metadata,
    });
    return begun.headers.get('location')?.split('/').at(-1) ?? '';
  }
  const { id } = await createCall(server, ownerId, 'Secret title');
  if (given) await server.raw('POST', `/api/calls/${id}/platform`, '{}', { cookie: await server.session(ownerId, 60_000) });
  return id;
}

async function createCall(server: MatrixServer, ownerId: string, title: string): Promise<CallView> {
  const made = await server.raw('POST', '/api/calls', JSON.stringify({ title }), { cookie: await server.session(ownerId, 60_000) });
  if (made.status !== 201) throw new Error(`A call could not be made: ${made.status} ${String(made.body.code)}`);
  return made.body as unknown as CallView;
}

/** Mounted by `ExpressHandlers.site`. */
const isSite = (path: string) => path.includes('{*');
const nameOf = ({ method, path, access }: Route & { access: AccessName }) => `${method} ${path} (${access})`;
