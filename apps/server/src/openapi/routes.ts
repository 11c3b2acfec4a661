import { RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { z } from 'zod';
import { PUBLIC } from '../auth/account.guard.ts';
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
  isPublic: boolean;
}

type Arguments = Record<string, { data?: unknown; pipes?: unknown[] }>;
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what Reflect takes.
type Class = Function & { prototype: object };

/** `calls_create` for `CallsController.create`. */
export const routeId = (controller: string, method: string) => `${controller.charAt(0).toLowerCase()}${controller.slice(1).replace(/Controller$/, '')}_${method}`;

/** Every route of every controller. */
export function routesOf(app: NestExpressApplication): Route[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = new Set(modules.flatMap((module) => [...module.controllers.values()]).map((wrapper) => wrapper.metatype as Class));
  return [...controllers].flatMap((controller) => Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
    const method = typeof handler === 'function' ? Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined : undefined;
    return method === undefined ? [] : [routeOf(controller, name, handler as object, method)];
  }));
}

function routeOf(controller: Class, name: string, handler: object, method: RequestMethod): Route {
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Arguments;
  const argumentsOf = (kind: RouteParamtypes) => Object.entries(given).filter(([key]) => key.startsWith(`${kind}:`)).map(([, argument]) => argument);
  const schemaOf = (kind: RouteParamtypes) => argumentsOf(kind).flatMap(({ pipes }) => pipes ?? []).find((pipe) => pipe instanceof ZodPipe)?.schema as z.ZodType | undefined;
  const status = Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined;
  return {
    id: routeId(controller.name, name),
    body: schemaOf(RouteParamtypes.BODY),
    query: schemaOf(RouteParamtypes.QUERY),
    queryNames: argumentsOf(RouteParamtypes.QUERY).map(({ data }) => data).filter((data) => typeof data === 'string'),
    answer: Reflect.getMetadata(ANSWERS, handler) as AnswerOf | undefined,
    status: status ?? (method === RequestMethod.POST ? 201 : 200),
    isPublic: [handler, controller].some((target) => Reflect.getMetadata(PUBLIC, target) === true),
  };
}
