import type { z } from 'zod';
import type { Skips } from './skips.ts';

/** Of a list in a file: what fits the schema, each with its path. What does not is skipped and told. */
export function usable<T extends z.ZodType>(
  list: readonly unknown[],
  schema: T,
  where: string,
  skips: Skips,
): { value: z.output<T>; at: string }[] {
  return list.flatMap((item, index) => {
    const at = `${where}.${index}`;
    const parsed = schema.safeParse(item);
    if (parsed.success) return [{ value: parsed.data, at }];
    const issue = parsed.error.issues[0];
    skips.part([at, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'wrong');
    return [];
  });
}
