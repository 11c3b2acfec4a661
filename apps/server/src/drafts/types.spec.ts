import { expectTypeOf, it } from 'vitest';
import type { JoinedUtterance } from '#contracts/summary';
import type { Utterance } from '#contracts/transcript';
import type { ConsentGrant } from '../consent/grant.ts';
import type { StandingConsent } from '../consent/standing-consent.ts';
import type { DraftEndpoint } from './endpoint.ts';
import type { promptOf } from './prompt.ts';
import type { SaidLine } from './said-line.ts';
import type { writeDraft } from './write-draft.ts';

it('no utterance with an expression estimate fits into a prompt', () => {
  expectTypeOf<JoinedUtterance>().not.toExtend<SaidLine>();
  expectTypeOf<Utterance>().not.toExtend<SaidLine>();
  // Not even one that has all that a line has.
  expectTypeOf<{ id: string; speaker: 'patient'; text: string; made: boolean; emotion: object }>().not.toExtend<SaidLine>();
  expectTypeOf<typeof promptOf>().parameter(0).toEqualTypeOf<readonly SaidLine[]>();
});

it('nothing is sent without the consent to drafts', () => {
  expectTypeOf<typeof writeDraft>().parameter(0).toEqualTypeOf<StandingConsent<'draft'>>();
  expectTypeOf<DraftEndpoint['complete']>().parameter(0).toEqualTypeOf<StandingConsent<'draft'>>();
  expectTypeOf<StandingConsent<'expression'>>().not.toExtend<StandingConsent<'draft'>>();
  expectTypeOf<ConsentGrant<'draft'>>().not.toExtend<StandingConsent<'draft'>>();
});
