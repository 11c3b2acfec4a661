import { Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { badRequest } from './api-exception.ts';

/** Parses a body with a contract: `@Body(new ZodPipe(schema)) body: z.output<typeof schema>`. */
@Injectable()
export class ZodPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  constructor(readonly schema: T) {}

  transform(value: unknown): z.output<T> {
    const parsed = this.schema.safeParse(value ?? {});
    if (!parsed.success) throw badRequest('invalid-request', explain(parsed.error));
    return parsed.data;
  }
}

/** The first thing wrong, in a sentence. */
export function explain(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'The request is not valid.';
  const path = issue.path.join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
