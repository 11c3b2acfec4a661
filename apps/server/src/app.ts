import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import { json } from 'express';
import { AppModule } from './app.module.ts';
import { type Config, ConfigError } from './config/config.ts';
import { ReadyUrl } from './config/ready-url.ts';
import { ApiExceptionFilter } from './http/api-exception.filter.ts';
import { securityHeaders } from './http/security-headers.ts';
import { serveWeb } from './http/static-web.ts';
import { SocketAdapter } from './live/socket-adapter.ts';

/** The server, ready to listen. Throws {@link ConfigError} if a setting or the data folder does not work. */
export async function createApp(config: Config): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config), {
    // What keeps the server from starting is told by whoever starts it, in a line, not by Nest with a stack.
    logger: false, bodyParser: false, abortOnError: false, ...(config.tls && { httpsOptions: config.tls }),
  });
  app.useLogger(['warn', 'error', 'fatal']);
  app.getHttpAdapter().getInstance().disable('x-powered-by');
  // A proxy on the same host says who really calls; nobody else is believed.
  app.set('trust proxy', 'loopback');
  app.use(securityHeaders(config));
  app.use(cookieParser());
  // A transcript of hours is long; nothing else is.
  app.use(/^\/api\/calls\/[^/]+\/transcript\/import$/, json({ limit: '64mb' }));
  app.use('/api', json({ limit: '2mb' }));
  serveWeb(app, config.webRoot);
  app.setGlobalPrefix('api');
  app.useGlobalFilters(new ApiExceptionFilter());
  app.useWebSocketAdapter(new SocketAdapter(app, config.publicUrl));
  return app;
}

/** Listens, and answers the address for people. Throws {@link ConfigError} if the port is taken. */
export async function listen(app: NestExpressApplication, config: Config): Promise<string> {
  try {
    await (config.host === undefined ? app.listen(config.port) : app.listen(config.port, config.host));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`Port ${config.port} is in use. Stop the other program, or set ATTUNE_PORT to another port.`);
    if (code === 'EACCES') throw new ConfigError(`Port ${config.port} needs more rights than this user has. Set ATTUNE_PORT to a port above 1023.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new ConfigError(`ATTUNE_HOST ${config.host ?? ''} is no address of this machine.`);
    throw error;
  }
  const address = (app.getHttpServer() as { address(): { port: number } }).address();
  const local = `${config.tls === undefined ? 'http' : 'https'}://localhost:${address.port}`;
  app.get(ReadyUrl).local = local;
  return config.publicUrl ?? local;
}
