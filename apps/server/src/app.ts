import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import { json } from 'express';
import { assertDeclared } from './access/assert-declared.ts';
import { ExpressHandlers } from './access/express-handlers.ts';
import { AppModule } from './app.module.ts';
import type { Cluster } from './cluster/cluster.ts';
import { CLUSTER } from './cluster/cluster.token.ts';
import type { Config } from './config/config.ts';
import { ReadyUrl } from './config/ready-url.ts';
import { ApiExceptionFilter } from './http/api-exception.filter.ts';
import { compressAnswers } from './http/compressed.ts';
import { assertPortFree, explainListen } from './http/port.ts';
import { guardFrontDoor } from './http/front-door.ts';
import { KnownHosts } from './http/known-hosts.ts';
import { securityHeaders } from './http/security-headers.ts';
import { serveWeb } from './http/static-web.ts';
import { trustsProxy } from './http/trusted-proxies.ts';
import { unparsedBody } from './http/unparsed-body.ts';
import { SocketAdapter } from './live/socket-adapter.ts';
import { logBy } from './logging/logger.ts';
import { observeRequests, serveObserving } from './observing/serve-observing.ts';
import { serveDocs } from './openapi/serve-docs.ts';
import { Uploads } from './recordings/uploads/uploads.ts';

const TRANSCRIPT_TOO_LARGE =
  'A transcript may have 20 MB. Export it without times of words, or split it and import the part that belongs to this call.';

const BATCH_TOO_LARGE = 'A batch of segments may have 2 MB. Send fewer segments at a time.';

/** The server, ready to listen. Throws ConfigError if the port, a setting or the data folder does not work. */
export async function createApp(config: Config, root: DynamicModule | Type = AppModule.with(config)): Promise<NestExpressApplication> {
  const logger = logBy(config.observing);
  await assertPortFree(config);
  const app = await NestFactory.create<NestExpressApplication>(root, {
    // main.ts prints why the server cannot start, in one line; Nest would print a stack.
    logger: false,
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: true,
    ...(config.tls && { httpsOptions: config.tls }),
  });
  app.useLogger(logger);
  app.getHttpAdapter().getInstance().disable('x-powered-by');
  // Whom an X-Forwarded-For is believed from: nobody, unless named.
  app.set('trust proxy', trustsProxy(config.trustedProxies));
  const handlers = app.get(ExpressHandlers);
  observeRequests(app, handlers);
  handlers.pass(securityHeaders(config));
  handlers.pass(compressAnswers());
  handlers.pass(cookieParser());
  // Reads its own bodies, of gigabytes.
  app.get(Uploads).mount(handlers);
  // A transcript of hours is long; nothing else is, and nobody may send one but for a call of their own. A thread parses it.
  for (const what of ['import', 'preview'])
    handlers.before(
      { methods: ['post'], path: `/api/calls/:id/transcript/${what}`, access: 'owner-of-call' },
      unparsedBody(64 * 1024 * 1024, TRANSCRIPT_TOO_LARGE),
    );
  handlers.before(
    { methods: ['post'], path: '/api/calls/:id/transcript/segments', access: 'owner-or-platform' },
    unparsedBody(2 * 1024 * 1024, BATCH_TOO_LARGE),
  );
  handlers.pass(json({ limit: '2mb' }), '/api');
  serveObserving(app, handlers);
  serveWeb(handlers, config.webRoot);
  serveDocs(app, handlers);
  app.setGlobalPrefix('api');
  app.useGlobalFilters(new ApiExceptionFilter(app.get<Cluster | null>(CLUSTER)?.door ?? null));
  app.useWebSocketAdapter(new SocketAdapter(app, app.get<Cluster | null>(CLUSTER)?.socketsRedis ?? null));
  return app;
}

/** Listens, and answers the address for people. Throws ConfigError if the port is taken. */
export async function listen(app: NestExpressApplication, config: Config): Promise<string> {
  // Opens the sockets, so that everything that listens is there.
  await app.init();
  assertDeclared(app);
  app.get<Cluster | null>(CLUSTER)?.door.mount(app.getHttpServer());
  guardFrontDoor(app.getHttpServer(), app.get(KnownHosts));
  try {
    await (config.host === undefined ? app.listen(config.port) : app.listen(config.port, config.host));
  } catch (error) {
    throw explainListen(error as Error, config);
  }
  const address = (app.getHttpServer() as { address(): { port: number } }).address();
  const local = `${config.tls === undefined ? 'http' : 'https'}://${nameFor(config.host)}:${address.port}`;
  app.get(ReadyUrl).local = local;
  return config.publicUrl ?? local;
}

/** How this machine reaches what listens on `host`. */
function nameFor(host: string | undefined): string {
  if (host === undefined || ['0.0.0.0', '::', 'localhost', '::1'].includes(host) || host.startsWith('127.')) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
