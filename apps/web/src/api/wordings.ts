import { useQuery } from '@tanstack/react-query';
import { type ConsentScope, type ConsentWording, consentWordings } from '#contracts/consent';
import { request } from './client.ts';

/** The server's text of one question, in this language or the nearest it has. */
export function useWording(scope: ConsentScope, language: string) {
  return useQuery({
    queryKey: ['consent-wordings', language],
    queryFn: () => request(consentWordings, `/api/consent/wordings?language=${encodeURIComponent(language)}`),
    select: (wordings): ConsentWording | null => wordings.find((wording) => wording.scope === scope) ?? null,
    staleTime: Infinity,
  });
}
