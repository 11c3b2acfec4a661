import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const ANSWERS = 'attune:answers';
export interface AnswerOf {
  schema: z.ZodType;
  contentType: string;
}

/** What a route answers, for the API's documentation: `@Answers(callView)`, `@Answers(z.array(callView))`, `@Answers(z.string(), 'text/csv')`. */
export const Answers = (schema: z.ZodType, contentType = 'application/json') =>
  SetMetadata<string, AnswerOf>(ANSWERS, { schema, contentType });
