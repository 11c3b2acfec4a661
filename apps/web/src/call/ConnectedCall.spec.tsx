// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type CallState } from '#contracts/call';
import { LocalMedia } from '../devices/local-media.ts';
import { draw, useScreen } from '../testing/screen.tsx';
import { CallClient } from './call-client.ts';
import { ConnectedCall } from './ConnectedCall.tsx';

const [CALL, PATIENT] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

describe('the call page', () => {
  useScreen();

  it('is not drawn again by a caption, nor by levels and speakers; the list of captions is', () => {
    let renders = 0;
    const call: CallState = {
      id: CALL,
      // Read once in every render of the page.
      get title() {
        renders++;
        return 'Check-up';
      },
      status: 'live',
      nowMs: 1_000,
      startedAt: null,
      endedAt: null,
      participants: [
        {
          id: PATIENT,
          role: 'patient',
          name: 'Pat',
          presence: 'waiting',
          consent: null,
          consentUnconfirmed: false,
          consentStored: null,
          waitingSince: null,
          producers: [],
        },
      ],
    };
    const client = new CallClient({ callId: CALL }, new LocalMedia(), true);
    act(() => {
      client.state.set({ call, selfId: PATIENT, phase: 'in', online: true });
    });
    draw(<ConnectedCall callId={CALL} client={client} media={new LocalMedia()} onUseHere={() => undefined} />);
    const before = renders;
    expect(before).toBeGreaterThan(0);
    const caption = { participantId: PATIENT, speaker: 'Pat', segmentId: '1', startMs: 0, endMs: 900, final: true };
    for (const text of ['I', 'I slept', 'I slept badly.']) {
      act(() => {
        client.state.set({ captions: [{ ...caption, text }] });
        client.signals.set({ activeSpeakerId: PATIENT, levels: { [PATIENT]: -30 } });
      });
    }
    expect(screen.getByText('I slept badly.')).toBeTruthy();
    expect(renders).toBe(before);
    client.close();
  });
});
