import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type AuditDeclaration, auditOf } from '../audit/audit.decorator.ts';
import { type AccessName, accessOf } from './access.decorator.ts';
import { ExpressHandlers } from './express-handlers.ts';
import { type Asked, askedBy } from './parameters.ts';

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what Reflect takes.
export type Class = Omit<Function, 'prototype'> & { prototype: object };

/** A route of a controller and what it declares; undefined where it declares nothing, with which the server does not start. */
export interface ControllerRoute {
  method: string;
  /** Such as `/api/calls/:id`. */
  path: string;
  controller: Class;
  /** Name of the controller's method. */
  handler: string;
  access: AccessName | undefined;
  audit: AuditDeclaration | undefined;
  asked: Asked;
}

/** A route that the server answers, through a Nest controller or an Express handler. */
export interface Route {
  method: string;
  path: string;
  access: AccessName;
  audit: string;
}

const PREFIX = 'api';

/** Every route of every controller. */
export function controllerRoutes(app: INestApplicationContext): ControllerRoute[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = new Set(modules.flatMap((module) => [...module.controllers.values()]).map(({ metatype }) => metatype as Class));
  const scanner = new MetadataScanner();
  return [...controllers].flatMap((controller) =>
    scanner.getAllMethodNames(controller.prototype).flatMap((handler) => routesOf(controller, handler)),
  );
}

/** Every route there is, for tests that try each of them. HEAD is answered as GET is. */
export function listRoutes(app: INestApplicationContext): Route[] {
  const ofControllers = controllerRoutes(app).map(({ method, path, access, audit }) => {
    if (access === undefined || audit === undefined) throw new Error(`${method} ${path} is not declared.`);
    return { method, path, access, audit: audit.action };
  });
  const others = app
    .get(ExpressHandlers)
    .routes.flatMap(({ methods, path, access, audit }) => methods.map((method) => ({ method: method.toUpperCase(), path, access, audit })));
  return [...ofControllers, ...others]
    .flatMap((route) => (route.method === 'GET' ? [route, { ...route, method: 'HEAD' }] : [route]))
    .filter((route, index, all) => all.findIndex((other) => other.method === route.method && other.path === route.path) === index);
}

function routesOf(controller: Class, handler: string): ControllerRoute[] {
  const declared = (controller.prototype as Record<string, object>)[handler] as object;
  const method = Reflect.getMetadata(METHOD_METADATA, declared) as RequestMethod | undefined;
  if (method === undefined) return [];
  const [bases, paths] = [pathsOf(controller), pathsOf(declared)];
  return bases.flatMap((base) =>
    paths.map((path) => ({
      method: RequestMethod[method],
      path: `/${[PREFIX, base, path]
        .flatMap((part) => part.split('/'))
        .filter((part) => part !== '')
        .join('/')}`,
      controller,
      handler,
      access: accessOf(declared),
      audit: auditOf(declared),
      asked: askedBy(controller, handler),
    })),
  );
}

const pathsOf = (target: object): string[] => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
