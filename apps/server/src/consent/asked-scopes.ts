import type { ConsentScope } from '#contracts/consent';
import type { Config } from '../config/config.ts';

/** What patients are asked about before the call, in this order; each question is put and answered by itself. What cannot happen here is not asked. */
export const askedScopes = ({ drafts }: Pick<Config, 'drafts'>): ConsentScope[] => [
  'expression',
  ...(drafts === undefined ? [] : ['draft' as const]),
];
