import type { INestApplicationContext } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import type { liveness, readiness as readyView } from '#contracts/rest';
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
 * Prometheus. The former are in the API as well (`health/health.controller.ts`).
 */
export function serveObserving(app: INestApplicationContext, handlers: ExpressHandlers): void {
  const [loop, readiness, metrics] = [app.get(LoopWatch), app.get(Readiness), app.get(Metrics)];
  const live: RequestHandler = (_request, response) => {
    const { status, body } = liveAnswer(loop);
    response.status(status).json(body);
  };
  const ready: RequestHandler = async (_request, response) => {
    const { status, body } = await readyAnswer(readiness);
    response.status(status).json(body);
  };
  handlers.answer({ methods: ['get', 'head'], path: '/health/live', access: 'public', audit: 'none' }, live);
  handlers.answer({ methods: ['get', 'head'], path: '/health/ready', access: 'public', audit: 'none' }, ready);
  handlers.answer({ methods: ['get'], path: '/metrics', access: 'metrics-reader', audit: 'none' }, async (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
}

export function liveAnswer({ stuck }: LoopWatch): { status: number; body: z.infer<typeof liveness> } {
  return stuck ? { status: 503, body: { status: 'stuck' } } : { status: 200, body: { status: 'live' } };
}

export async function readyAnswer(readiness: Readiness): Promise<{ status: number; body: z.infer<typeof readyView> }> {
  const { ready, checks } = await readiness.read();
  return ready ? { status: 200, body: { status: 'ready', checks } } : { status: 503, body: { status: 'not-ready', checks } };
}
