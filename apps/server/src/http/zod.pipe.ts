import { Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { invalidRequest } from './api-exception.ts';
import { explain } from './explain.ts';

/** Parses a body with a contract: `@Body(new ZodPipe(schema)) body: z.output<typeof schema>`. */
@Injectable()
export class ZodPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  constructor(readonly schema: T) {}

  transform(value: unknown): z.output<T> {
    const parsed = this.schema.safeParse(value ?? {});
    if (!parsed.success) throw invalidRequest(explain(parsed.error));
    return parsed.data;
  }
}
