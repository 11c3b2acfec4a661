import type { NestExpressApplication } from '@nestjs/platform-express';
import { AUDITED_CHANGES } from '#contracts/audit';
import { ruleOf } from './access.decorator.ts';
import { ExpressHandlers, subjectOf } from './express-handlers.ts';
import { type ControllerRoute, controllerRoutes } from './routes.ts';
import { Subjects } from './subjects.ts';

/** A route that does not say who may call it, or takes an id from its path without asking whose it is. Each line names one. */
export class UndeclaredRouteError extends Error {
  override name = 'UndeclaredRouteError';

  constructor(problems: string[]) {
    super(['The server does not start, because of these routes:', ...problems].join('\n'));
  }
}

interface Layer {
  route?: { path: string; stack: { method?: string; handle: unknown }[] };
  handle: { length: number; stack?: Layer[] };
}

/**
 * To be called once all routes are registered and before anything is listened to. Looks at what controllers declare, and at what Express
 * really has. Throws {@link UndeclaredRouteError}.
 */
export function assertDeclared(app: NestExpressApplication): void {
  const routes = controllerRoutes(app);
  const problems = [
    ...routes.flatMap((route) => problemsOf(route, app.get(Subjects)).map((problem) => `${nameOf(route)}: ${problem}`)),
    ...strangersIn(app, routes),
  ];
  if (problems.length > 0) throw new UndeclaredRouteError(problems);
}

function problemsOf({ method, path, access, audit, asked }: ControllerRoute, known: Subjects): string[] {
  const problems: string[] = [];
  if (audit === undefined) problems.push("it does not say what it leaves in the audit log. Add @Audit(…), 'none' included.");
  if (method === 'GET' && (AUDITED_CHANGES as readonly string[]).includes(audit?.action ?? ''))
    problems.push('a GET changes nothing, so it leaves no entry of a change.');
  if (access === undefined) return [...problems, 'it does not say who may call it. Add @Access(…).'];
  const rule = ruleOf(access);
  if (asked.rawParameters)
    problems.push('it reads its path with @Param(). Use a decorator of access/parameters.ts, which asks whose it is.');
  if (asked.account && rule.by !== 'session') problems.push(`it asks for an account, and "${access}" needs none.`);
  // The gate looks for what the rule names, whether the handler wants to have it or not.
  const subjects = [...new Set([...(rule.subject === undefined ? [] : [rule.subject]), ...asked.subjects])];
  const inPath = [...path.matchAll(/[:*](\w+)/g)].map(([, name]) => name);
  for (const name of inPath)
    if (!subjects.some((subject) => subject.parameter === name)) problems.push(`nothing asks whose :${String(name)} is.`);
  for (const subject of subjects) {
    if (!inPath.includes(subject.parameter)) problems.push(`its path has no :${subject.parameter} that names a ${subject.name}.`);
    if (!known.has(subject)) problems.push(`no feature says how a ${subject.name} is found.`);
    if (subject !== rule.subject && rule.subject === undefined) problems.push(`"${access}" does not say whose ${subject.name} it may be.`);
  }
  return problems;
}

/** What Express answers with that is neither a declared controller's nor went through {@link ExpressHandlers}. */
function strangersIn(app: NestExpressApplication, routes: ControllerRoute[]): string[] {
  const handlers = app.get(ExpressHandlers);
  const layers = app.getHttpAdapter().getInstance().router.stack as unknown as Layer[];
  const declared = new Set(routes.map(nameOf));
  const strangers: string[] = [];
  const lastRoute = layers.findLastIndex(({ route }) => route !== undefined);
  layers.forEach(({ route, handle }, index) => {
    for (const { method = 'all', handle: one } of route?.stack ?? []) {
      const name = `${method.toUpperCase()} ${String(route?.path)}`;
      if (!handlers.knows(one) && !declared.has(name))
        strangers.push(`${name}: nobody has declared it. Mount it with access/express-handlers.ts.`);
    }
    if (route !== undefined || handlers.knows(handle) || (index > lastRoute && isEndOfNest(handle))) return;
    strangers.push(`Layer ${index} of Express: a handler that nobody has declared. Mount it with access/express-handlers.ts.`);
  });
  for (const route of handlers.routes) {
    const subject = subjectOf(route);
    if (/[:*]/.test(route.path) && route.access !== 'public' && !route.path.includes(`:${subject?.parameter ?? ''}`))
      strangers.push(`${route.path}: nothing asks whose it is.`);
  }
  return strangers;
}

const nameOf = ({ method, path }: ControllerRoute) => `${method} ${path}`;

/** Behind all routes Nest answers that there is nothing, and tells of errors (`ExpressAdapter.setNotFoundHandler`, `setErrorHandler`). */
function isEndOfNest({ length, stack }: Layer['handle']): boolean {
  const [only, ...more] = stack ?? [];
  return length === 4 || (only !== undefined && more.length === 0 && (only.route?.path === '*path' || only.handle.length === 4));
}
