import type { INestApplicationContext } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { ExpressHandlers } from '../access/express-handlers.ts';
import { requestLog } from '../logging/request-log.ts';
import { LoopWatch } from './loop-watch.ts';
import { Metrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The first thing that a request passes: it gets its id, and is counted. */
export function observeRequests(app: INestApplicationContext, handlers: ExpressHandlers): void {
  const durations = app.get(Metrics).histogram({
    name: 'attune_http_request_duration_seconds',
    help: 'HTTP requests by the pattern of their route.',
    labels: ['method', 'route', 'status'],
    buckets: SECONDS,
  });
  handlers.pass(requestLog(({ method, route, status, ms }) => durations.observe({ method, route, status }, ms / 1_000)));
}

/**
 * `/health/live`: whether the process should be left alone; `/health/ready`: whether it should be sent new work; `/metrics`: figures for
 * Prometheus. The former also under `/api`, where a proxy passes nothing else.
 */
export function serveObserving(app: INestApplicationContext, handlers: ExpressHandlers): void {
  const [loop, readiness, metrics] = [app.get(LoopWatch), app.get(Readiness), app.get(Metrics)];
  const live: RequestHandler = (_request, response) => {
    response.status(loop.stuck ? 503 : 200).json({ status: loop.stuck ? 'stuck' : 'live' });
  };
  const ready: RequestHandler = async (_request, response) => {
    const { ready: isReady, checks } = await readiness.read();
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not-ready', checks });
  };
  for (const prefix of ['', '/api']) {
    handlers.answer({ methods: ['get', 'head'], path: `${prefix}/health/live`, access: 'public', audit: 'none' }, live);
    handlers.answer({ methods: ['get', 'head'], path: `${prefix}/health/ready`, access: 'public', audit: 'none' }, ready);
  }
  handlers.answer({ methods: ['get'], path: '/metrics', access: 'metrics-reader', audit: 'none' }, async (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
}
