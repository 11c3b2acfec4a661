import { randomUUID } from 'node:crypto';
import { type RequestName, requests, type Sender } from '#contracts/socket-events';
import type { CallView } from '#contracts/rest';
import { CALLERS, holesIn, type MatrixServer, tryRoutes } from '../../integration/support/access-matrix.ts';
import { ofType } from '../live/child.ts';
import { type CallSocket, type Clinician, connect, join, request } from '../live/clients.ts';
import type { FromHost } from '../live/messages.ts';
import type { AbusedServer } from './server.ts';

export interface AccessResult {
  routes: number;
  /** Requests of the call's socket. */
  events: number;
  /** Callers of each route, and senders of each request. */
  roles: number;
  /** Pairs of a caller and a route, or of a sender and a request, that were answered otherwise than declared. */
  accessHoles: number;
}

const REQUESTS = Object.keys(requests) as RequestName[];
/** Who is on a socket, and what they may be by the contract. */
const SENDERS: Record<string, readonly Sender[]> = {
  'patient, waiting': ['anyone-here', 'patient'],
  'patient, admitted': ['anyone-here', 'patient', 'admitted'],
  'patient, removed': [],
  clinician: ['anyone-here', 'admitted', 'clinician'],
};

/** Tries every route with every caller, and every request of a socket with everybody who may be on one. */
export async function measureAccess(server: AbusedServer, account: Clinician, say: (line: string) => void): Promise<AccessResult> {
  const matrix = matrixServer(server);
  const owner = (await (await fetch(`${server.url}/api/auth/me`, { headers: { cookie: account.cookie } })).json()) as { id: string };
  const otherId = randomUUID();
  const made = server.host.next(ofType<FromHost, 'account'>('account'));
  server.host.send({ type: 'account', id: otherId });
  await made;
  const cells = await tryRoutes(matrix, owner.id, otherId);
  const holes = holesIn(cells).map(({ route, caller, expected, got }) => `${caller} at ${route}: ${got} instead of ${expected}`);
  holes.push(...(await socketHoles(server, account)));
  for (const hole of holes) say(`Hole: ${hole}.`);
  return {
    routes: (await matrix.routes()).length,
    events: REQUESTS.length,
    roles: CALLERS.length + Object.keys(SENDERS).length,
    accessHoles: holes.length,
  };
}

async function socketHoles(server: AbusedServer, account: Clinician): Promise<string[]> {
  const call = await account.post<CallView>('/api/calls', { title: 'Access', patientName: '' });
  const { participantId, participantKey } = await join(
    server.url + String(call.invitationPath).replace(/^\/join/, '/api/join'),
    'Pat',
    '127.0.1.200',
  );
  const clinician = (await connect(server.url, { callId: call.id }, account.cookie)).socket;
  const patient = (await connect(server.url, { callId: call.id, participantKey })).socket;
  try {
    await request(clinician, 'ready', {});
    await request(patient, 'ready', {});
    const holes = await holesOf('patient, waiting', patient);
    await request(clinician, 'admit', { participantId });
    holes.push(...(await holesOf('patient, admitted', patient)), ...(await holesOf('clinician', clinician)));
    await request(clinician, 'remove', { participantId });
    return [...holes, ...(await holesOf('patient, removed', patient))];
  } finally {
    for (const socket of [clinician, patient]) socket.disconnect();
  }
}

/** Nothing is a valid request, so that one which is let in is refused by its contract and does nothing. */
async function holesOf(sender: string, socket: CallSocket): Promise<string[]> {
  const untyped = socket as unknown as {
    timeout(ms: number): { emitWithAck(name: string, body: unknown): Promise<{ ok: boolean; error?: { code: string } }> };
  };
  const tried = await Promise.all(
    REQUESTS.map(async (name) => {
      const answer = await untyped
        .timeout(5_000)
        .emitWithAck(name, null)
        .catch(() => ({ ok: false, error: { code: 'forbidden' } }));
      const wanted = SENDERS[sender]?.includes(requests[name].from) === true ? 'invalid-request' : 'forbidden';
      const got = answer.ok ? 'done' : String(answer.error?.code);
      return got === wanted ? [] : [`${sender} asks ${name}: ${got} instead of ${wanted}`];
    }),
  );
  return tried.flat();
}

function matrixServer(server: AbusedServer): MatrixServer {
  let sessions = 0;
  return {
    routes: async () => {
      const answer = server.host.next(ofType<FromHost, 'routes'>('routes'));
      server.host.send({ type: 'routes' });
      return (await answer).routes;
    },
    raw: async (method, path, body, headers = {}) => {
      const response = await fetch(server.url + path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        body,
        redirect: 'manual',
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson ? JSON.parse(text) : { text }) as Record<string, unknown>,
      };
    },
    session: async (accountId, forMs) => {
      const n = sessions++;
      const answer = server.host.next(
        (message): message is Extract<FromHost, { type: 'session' }> => message.type === 'session' && message.n === n,
      );
      server.host.send({ type: 'session', n, accountId, forMs });
      return (await answer).cookie;
    },
  };
}
