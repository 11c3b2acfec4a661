import { HTTP_CODE_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { z } from 'zod';
import type { AccessName } from '../access/access.decorator.ts';
import { type ControllerRoute, controllerRoutes } from '../access/routes.ts';
import { ANSWERS, type AnswerOf } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';

/** What a controller's own decorators say of a route. */
export interface Route {
  id: string;
  body: z.ZodType | undefined;
  /** Of an object; its keys are query parameters. */
  query: z.ZodType | undefined;
  /** Query parameters that are read one by one: texts that may be missing. */
  queryNames: string[];
  answer: AnswerOf | undefined;
  /** Of an answer where all went well. */
  status: number;
  access: AccessName | undefined;
}

type Arguments = Record<string, { data?: unknown; pipes?: unknown[] }>;

/** `calls_create` for `CallsController.create`. */
export const routeId = (controller: string, method: string) =>
  `${controller.charAt(0).toLowerCase()}${controller.slice(1).replace(/Controller$/, '')}_${method}`;

/** Every route of every controller. */
export const routesOf = (app: NestExpressApplication): Route[] => controllerRoutes(app).map(routeOf);

function routeOf({ controller, handler: name, method, access }: ControllerRoute): Route {
  const handler = (controller.prototype as Record<string, object>)[name] as object;
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Arguments;
  const argumentsOf = (kind: RouteParamtypes) =>
    Object.entries(given)
      .filter(([key]) => key.startsWith(`${kind}:`))
      .map(([, argument]) => argument);
  const schemaOf = (kind: RouteParamtypes) =>
    argumentsOf(kind)
      .flatMap(({ pipes }) => pipes ?? [])
      .find((pipe) => pipe instanceof ZodPipe)?.schema as z.ZodType | undefined;
  const status = Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined;
  return {
    id: routeId(controller.name, name),
    body: schemaOf(RouteParamtypes.BODY),
    query: schemaOf(RouteParamtypes.QUERY),
    queryNames: argumentsOf(RouteParamtypes.QUERY)
      .map(({ data }) => data)
      .filter((data) => typeof data === 'string'),
    answer: Reflect.getMetadata(ANSWERS, handler) as AnswerOf | undefined,
    status: status ?? (method === 'POST' ? 201 : 200),
    access,
  };
}
