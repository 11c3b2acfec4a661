import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import type { types as mediasoup } from 'mediasoup';
import type { AnalysisService, TapStats } from '../../../apps/server/src/analysis/analysis.service.ts';
import type { MediaService } from '../../../apps/server/src/media/media.service.ts';
import type { AuthRepository } from '../../../apps/server/src/auth/auth.repository.ts';
import type { ruleOf } from '../../../apps/server/src/access/access.decorator.ts';
import type { Route } from '../../../apps/server/src/access/routes.ts';
import { Faults } from '../abuse/faults.ts';
import { Sessions } from '../abuse/sessions.ts';
import type { FromHost, ToHost } from './messages.ts';

/**
 * The real server, as built, in a process of its own. Only where a camera comes in it differs: a participant's transport may be
 * plain RTP, so that an encoded video can be replayed. Signalling, consent, SFU and analyzer are the product's.
 */
interface App {
  get(token: unknown, options?: { strict: boolean }): unknown;
}
interface ServerModules {
  createApp(config: unknown): Promise<App>;
  listen(app: App, config: unknown): Promise<string>;
  loadConfig(environment: NodeJS.ProcessEnv): unknown;
  MediaService: unknown;
  AnalysisService: unknown;
  DATABASE: unknown;
  AuthRepository: unknown;
  listRoutes(app: App): Route[];
  ruleOf: typeof ruleOf;
}

const BUILT = path.join(import.meta.dirname, '../../../dist/server/apps/server/src');
const tell = (message: FromHost) => process.send?.(message, undefined, undefined, () => undefined);

async function load(): Promise<ServerModules> {
  const files = [
    'app.js',
    'config/config.js',
    'media/media.service.js',
    'analysis/analysis.service.js',
    'database/database.token.js',
    'auth/auth.repository.js',
    'access/routes.js',
    'access/access.decorator.js',
  ];
  const modules: unknown[] = await Promise.all(files.map((file) => import(pathToFileURL(path.join(BUILT, file)).href)));
  return Object.assign({}, ...modules) as ServerModules;
}

process.on('disconnect', () => process.exit(0));
try {
  const server = await load();
  const config = server.loadConfig(process.env);
  const app = await server.createApp(config);
  const url = await server.listen(app, config);
  const media = app.get(server.MediaService) as MediaService;
  const analysis = app.get(server.AnalysisService) as AnalysisService;
  const faults = new Faults((app.get(server.DATABASE) as { $client: PGlite }).$client);
  const sessions = new Sessions(app.get(server.AuthRepository, { strict: false }) as AuthRepository, () =>
    server.listRoutes(app).map((route) => {
      const { by, administrator = false, subject } = server.ruleOf(route.access);
      return { ...route, rule: { by, administrator, subject: subject?.name ?? null } };
    }),
  );
  const total = { framesDropped: 0, framesSampled: 0 };
  const last = new Map<string, TapStats>();
  analysis.on('stats', (stats) => {
    const key = `${stats.callId} ${stats.participantId}`;
    const before = last.get(key);
    last.set(key, stats);
    // A tap that was opened anew counts from zero.
    const goesOn = before !== undefined && stats.framesReceived >= before.framesReceived;
    for (const field of ['framesDropped', 'framesSampled'] as const) total[field] += stats[field] - (goesOn ? before[field] : 0);
  });

  process.on('message', (message: ToHost) => {
    if (message.type === 'processes') {
      return tell({
        type: 'processes',
        server: process.pid,
        workers: media.workerPids(),
        analyzer: analysis.analyzerPid(),
        ...total,
      });
    }
    if (message.type === 'analyzers') return tell({ type: 'analyzers', analyzers: analysis.analyzers() });
    if (message.type === 'routes' || message.type === 'account' || message.type === 'session')
      return void sessions.handle(message).then(tell);
    if (message.type !== 'open') {
      void faults.handle(message).then((answer) => answer && tell(answer));
      return;
    }
    const { n, callId, participantId, direction, remotePort } = message;
    void open(media, { callId, participantId, direction, remotePort }).then(({ id, tuple }) =>
      tell({ type: 'opened', n, transportId: id, port: tuple.localPort }),
    );
  });
  tell({ type: 'ready', url });
} catch (error) {
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}

async function open(
  media: MediaService,
  { callId, participantId, direction, remotePort }: Omit<Extract<ToHost, { type: 'open' }>, 'type' | 'n'>,
): Promise<mediasoup.PlainTransport> {
  let opened: mediasoup.PlainTransport | undefined;
  await media.attachTransport(callId, participantId, direction, async (router) => {
    opened = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      rtcpMux: true,
      comedia: remotePort === undefined,
    });
    if (remotePort !== undefined) await opened.connect({ ip: '127.0.0.1', port: remotePort });
    return opened;
  });
  if (opened === undefined) throw new Error('The transport was not opened.');
  return opened;
}
