import { standingConsent } from '../../../apps/server/src/consent/testing/standing.ts';
import { checkStatement, type Claim } from '../../../apps/server/src/drafts/checks/check-statement.ts';
import { omissionsIn } from '../../../apps/server/src/drafts/checks/omissions.ts';
import { DraftEndpoint } from '../../../apps/server/src/drafts/endpoint.ts';
import { SaidLine } from '../../../apps/server/src/drafts/said-line.ts';
import { sectionsOf } from '../../../apps/server/src/drafts/templates.ts';
import { ChatEndpoint } from '../../../apps/server/src/drafts/testing/chat-endpoint.ts';
import { writeDraft } from '../../../apps/server/src/drafts/write-draft.ts';
import { type Conversation, CONVERSATIONS, type Row } from './conversations.ts';
import { LATER_CONVERSATIONS } from './later-conversations.ts';
import { faultsOf } from './faults.ts';

interface Counts {
  /** Sentences that the endpoint answered. */
  statements: number;
  unsupportedPlanted: number;
  unsupportedShown: number;
  omissionsPlanted: number;
  omissionsListed: number;
  /** Sentences that were said: the price of the checks is how many of them are not shown. */
  supported: number;
  supportedShown: number;
  /** Utterances that were listed although a clinician need not be told of them. */
  listedBesides: number;
}
export interface DraftsMeasured extends Counts {
  /** Of the above, what stands in conversations written after the checks were. */
  later: Counts;
  /** No language model: an HTTP server of ours answers what is planted. */
  model: null;
}

const none = (): Counts => ({
  statements: 0,
  unsupportedPlanted: 0,
  unsupportedShown: 0,
  omissionsPlanted: 0,
  omissionsListed: 0,
  supported: 0,
  supportedShown: 0,
  listedBesides: 0,
});

const claimOf = ([section, statement, line, quote]: Row): Claim => ({ section, statement, utteranceIds: [`u${line}`], quote });

/** Lets an endpoint answer true and false sentences about made-up conversations, and counts what a clinician would be shown. */
export async function measureDrafts(say: (line: string) => void): Promise<DraftsMeasured> {
  const [all, later] = [none(), none()];
  for (const conversation of CONVERSATIONS) await measure(conversation, all, say);
  for (const conversation of LATER_CONVERSATIONS) await measure(conversation, later, say);
  for (const name of Object.keys(later) as (keyof Counts)[]) all[name] += later[name];
  return { ...all, later, model: null };
}

async function measure({ czech, said, supported, unsupported, omitted }: Conversation, measured: Counts, say: (line: string) => void) {
  const lines = said.map(([speaker, text], index) => new SaidLine(`u${index + 1}`, speaker, text));
  const right = supported.map(claimOf);
  const planted = [...unsupported, ...supported.flatMap((row) => faultsOf(row, czech, said.length))].map(claimOf);
  // By itself, a false sentence is not taken for another one.
  const shown = [...(await draft(right)), ...(await draft(planted))];
  const shownRight = shown.filter(({ claim }) => right.includes(claim));
  const shownWrong = shown.filter(({ claim }) => planted.includes(claim));
  for (const { claim } of shownWrong) say(`Shown, and not said: ${claim.statement}`);
  for (const claim of right) if (!shownRight.some((one) => one.claim === claim)) say(`Said, and not shown: ${claim.statement}`);
  const listed = new Set(
    omissionsIn(
      lines,
      right.map(({ statement, utteranceIds: [lineId = ''] }) => ({ statement, lineId })),
      czech,
    ).map(({ line }) => line.id),
  );
  for (const line of omitted) if (!listed.has(`u${line}`)) say(`Omitted, and not listed: ${said[line - 1]?.[1]}`);
  measured.statements += right.length + planted.length;
  measured.supported += right.length;
  measured.supportedShown += shownRight.length;
  measured.unsupportedPlanted += planted.length;
  measured.unsupportedShown += shownWrong.length;
  measured.omissionsPlanted += omitted.length;
  measured.omissionsListed += omitted.filter((line) => listed.has(`u${line}`)).length;
  measured.listedBesides += [...listed].filter((id) => !omitted.includes(Number(id.slice(1)))).length;

  async function draft(claims: readonly Claim[]): Promise<{ claim: Claim }[]> {
    const chat = await ChatEndpoint.start(() => ({ claims }));
    const { consent } = await standingConsent();
    const sections = sectionsOf('soap');
    try {
      const { passed } = await writeDraft(consent, {
        lines,
        sections,
        endpoint: new DraftEndpoint({ url: chat.url, model: 'none', key: undefined, answerMs: 10_000, partCharacters: 1_000_000 }),
        partCharacters: 1_000_000,
        check: (read) =>
          Promise.resolve(
            read.map((claim) => {
              const verdict = checkStatement(claim, { sections, lines, czech });
              return 'line' in verdict ? { lineId: verdict.line.id } : verdict;
            }),
          ),
        signal: new AbortController().signal,
        progressed: () => undefined,
      });
      // As they were planted: what came over HTTP is equal, not the same.
      return passed.flatMap(({ claim }) =>
        claims.filter((one) => JSON.stringify(one) === JSON.stringify(claim)).map((one) => ({ claim: one })),
      );
    } finally {
      consent.end();
      await chat.close();
    }
  }
}
