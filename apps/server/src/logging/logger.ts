import { type LoggerService, Logger } from '@nestjs/common';
import { pino } from 'pino';
import type { LogLevel, ObservingSettings } from '../config/observing-settings.ts';
import { describe } from './describe.ts';
import { logContext } from './log-context.ts';
import { scrub } from './scrub.ts';

/** Nest tells at every start which routes and modules there are. */
const NEST = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'WebSocketsController']);

/** What a line may carry besides its sentence. */
export interface LogFields {
  method?: string;
  /** A pattern such as `/api/calls/:id`, never an address. */
  route?: string;
  status?: number;
  ms?: number;
}

interface Destination {
  write(line: string): void;
}

/**
 * Every line that the server writes, by pino: one JSON object on standard error, or a plain line for people. A line has `level`, `time`,
 * `context` (the part of the server), `msg`, `requestId`, `callId` and {@link LogFields}. What is given besides is not written.
 */
export class AppLogger implements LoggerService {
  readonly #pino: pino.Logger;

  constructor({ logFormat, logLevel }: Pick<ObservingSettings, 'logFormat' | 'logLevel'>, destination: Destination = process.stderr) {
    const format = logFormat ?? (process.stderr.isTTY ? 'text' : 'json');
    this.#pino = pino(
      {
        level: logLevel,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        mixin: () => ({ ...logContext() }),
      },
      format === 'json' ? destination : { write: (line: string) => destination.write(plain(line)) },
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextIn(rest);
    this.#write(context !== undefined && NEST.has(context) ? 'debug' : 'info', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  #write(level: LogLevel, message: unknown, rest: unknown[]): void {
    const context = contextIn(rest);
    const fields = fieldsIn(rest);
    this.#pino[level]({ ...(context !== undefined && { context }), ...fields }, scrub(textOf(message)));
  }
}

/** What `new Logger('Part')` writes from now on goes here, in Nest's own parts too. */
export function logBy(settings: Pick<ObservingSettings, 'logFormat' | 'logLevel'>): AppLogger {
  const logger = new AppLogger(settings);
  Logger.overrideLogger(logger);
  return logger;
}

const textOf = (message: unknown) => (typeof message === 'string' ? message : message instanceof Error ? describe(message) : 'Not a text.');

/** Nest gives the name of the part last, and an error's stack before it. */
function contextIn(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}

function fieldsIn(rest: unknown[]): LogFields {
  const given = rest.find((one): one is LogFields => typeof one === 'object' && one !== null);
  if (given === undefined) return {};
  const { method, route, status, ms } = given;
  return {
    ...(method !== undefined && { method }),
    ...(route !== undefined && { route }),
    ...(status !== undefined && { status }),
    ...(ms !== undefined && { ms }),
  };
}

interface Line extends LogFields {
  level: LogLevel;
  context?: string;
  msg: string;
}

/** For people: what is usual stands alone, what is not says how serious it is and where it comes from. */
function plain(json: string): string {
  const { level, context, msg, method, route, status, ms } = JSON.parse(json) as Line;
  const request = method === undefined ? '' : ` ${method} ${route ?? ''} ${status ?? ''} ${ms ?? ''} ms`;
  const head = level === 'info' ? '' : `${level.toUpperCase()} ${context === undefined ? '' : `[${context}] `}`;
  return `${head}${msg}${request}\n`;
}
