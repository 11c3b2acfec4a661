// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type ParticipantView } from '#contracts/call';
import { type ConsentAnswer, type ConsentWording } from '#contracts/consent';
import { draw, useScreen } from '#web/testing/screen.tsx';
import { ConsentKeeper } from '../consent/consent-keeper.ts';
import { ConsentMemory } from '../consent/consent-memory.ts';
import { type CallClient } from '../call-client.ts';
import { Store } from '../../ui/store.ts';
import { ConsentBar } from './ConsentBar.tsx';

const WORDING: ConsentWording = {
  scope: 'expression',
  version: '1',
  language: 'en',
  hash: 'a'.repeat(64),
  title: 'Analysis',
  question: 'Do you agree, says {{name}}?',
  text: 'Text.',
  facts: [],
  agree: 'Yes, I agree',
  refuse: "No, I don't agree",
};
const SELF: ParticipantView = {
  id: '11111111-1111-4111-8111-111111111111',
  role: 'patient',
  name: 'Pat',
  presence: 'connected',
  consent: 'granted',
  consentUnconfirmed: false,
  consentStored: 'database',
  waitingSince: null,
  producers: [],
};

/** The bar over a real keeper of consent; `reply` is what the server says to a decision. */
function open(
  self: Partial<ParticipantView>,
  { online = true, reply }: { online?: boolean; reply?: (decision: string) => Promise<ConsentAnswer> } = {},
) {
  const asked: string[] = [];
  const state = new Store({ online });
  const memory = new ConsentMemory(crypto.randomUUID(), 'key');
  const consent = new ConsentKeeper({
    ask: ((name: string, request: { decision?: string }) => {
      asked.push(request.decision ?? name);
      return reply?.(request.decision ?? '') ?? new Promise(() => undefined);
    }) as never,
    memory,
    darken: () => undefined,
  });
  const client = { state, consent, ask: () => Promise.resolve({ done: true }) } as unknown as CallClient;
  const bar = (change: Partial<ParticipantView>) => <ConsentBar client={client} self={{ ...SELF, ...change }} clinicianName="Dr. Eva" />;
  const drawn = draw(bar(self), [[['consent-wordings', 'en'], [WORDING]]]);
  return {
    asked,
    told: (change: Partial<ParticipantView>) => {
      drawn.rerender(bar(change));
    },
  };
}

const chip = () => screen.getByTestId('consent-chip');

describe("the patient's consent bar", () => {
  useScreen();

  it('stops the analysis with one click, and says so only once the server has', async () => {
    let acknowledge: (answer: ConsentAnswer) => void = () => undefined;
    const { asked, told } = open(
      {},
      {
        reply: () =>
          new Promise((resolve) => {
            acknowledge = resolve;
          }),
      },
    );
    expect(chip().textContent).toContain('Expression analysis: on');
    fireEvent.click(screen.getByTestId('consent-stop'));
    await waitFor(() => {
      expect(asked).toEqual(['withdrawn']);
    });
    await waitFor(() => {
      expect(chip().dataset['state']).toBe('stopping');
    });
    // What the call's state says does not count while the stop is under way.
    told({ consent: 'granted' });
    expect(chip().dataset['state']).toBe('stopping');
    await act(async () => {
      acknowledge({ decision: 'withdrawn', number: 2, at: '2026-11-30T10:00:00Z', inForce: true, stored: 'database' } as ConsentAnswer);
    });
    told({ consent: 'withdrawn' });
    expect(chip().textContent).toContain('Expression analysis: off');
    expect(screen.queryByTestId('consent-stop')).toBeNull();
    fireEvent.click(screen.getByTestId('erase-samples'));
    await waitFor(() => {
      expect(screen.getByTestId('consent-panel').textContent).toContain('The estimates are deleted.');
    });
  });

  it('says that a stop has reached nobody while there is no connection', async () => {
    open({}, { online: false, reply: () => Promise.reject(new Error('No connection.')) });
    fireEvent.click(screen.getByTestId('consent-stop'));
    expect((await screen.findByTestId('consent-unsent')).textContent).toMatch(/black picture/);
  });

  it('asks again in the same words, both answers alike', async () => {
    const { asked } = open({ consent: 'refused' });
    fireEvent.click(screen.getByTestId('consent-options'));
    const [agree, decline] = [screen.getByTestId('consent-allow'), screen.getByTestId('consent-decline')];
    expect([agree.textContent, decline.textContent]).toEqual([WORDING.agree, WORDING.refuse]);
    expect(agree.getAttribute('style')).toBe(decline.getAttribute('style'));
    expect(agree.className).toBe(decline.className);
    fireEvent.click(agree);
    await waitFor(() => {
      expect(asked).toEqual(['granted']);
    });
  });

  it.each([
    [{ consentUnconfirmed: true, consent: null }, 'confirming'],
    [{ consent: null }, 'off'],
    [{ consent: 'refused' as const }, 'off'],
    [{ consent: 'withdrawn' as const }, 'off'],
  ])('never says "on" where %j', (self, state) => {
    open(self);
    expect(chip().dataset['state']).toBe(state);
    expect(chip().textContent).toContain('off');
  });

  it('says where a decision is only in memory', () => {
    open({ consent: 'withdrawn', consentStored: 'memory' });
    expect(screen.getByTestId('consent-memory-only').textContent).toMatch(/cannot save/);
  });
});
