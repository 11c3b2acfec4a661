// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { draw, useScreen } from '../testing/screen.tsx';
import { seen, stretch, unseen } from '../timeline/testing.ts';
import { IndicatorCard } from './IndicatorCard.tsx';
import { liveOf, PATIENT } from './testing.ts';
import { TileIndicator } from './TileIndicator.tsx';

describe('the indicator card', () => {
  useScreen();
  const label = () => screen.getByTestId('indicator-label');

  it('says the label in words, and how likely it is', () => {
    draw(<IndicatorCard live={liveOf({})} participantId={PATIENT} />);
    expect(label().dataset['label']).toBe('happiness');
    expect(label().textContent).toContain('very likely happiness');
    expect(screen.getByRole('meter').getAttribute('aria-valuenow')).toBe('90');
  });

  it.each([
    ['nobody was asked', { consent: null }, 'not analysed', /Not yet asked/],
    ['it was refused', { consent: 'refused' as const }, 'not analysed', /Did not consent/],
    ['it was withdrawn', { consent: 'withdrawn' as const }, 'not analysed', /Consent withdrawn/],
    ['the answer is not confirmed', { consentUnconfirmed: true }, 'not analysed', /Waiting for their browser/],
    ['the camera is off', { producers: [] }, 'camera off', /Consented/],
    [
      'the device has paused the camera',
      { producers: [{ id: 'camera', source: 'camera' as const, kind: 'video' as const, paused: true, byDevice: true }] },
      'camera off',
      /Consented/,
    ],
    ['the connection is lost', { presence: 'away' as const }, 'not connected', /Consented/],
  ])('shows no estimate where %s, whatever samples there are', (_, patient, text, consent) => {
    draw(<IndicatorCard live={liveOf(patient)} participantId={PATIENT} />);
    expect(label().dataset['label']).toBe('');
    expect(label().textContent).toBe(text);
    expect(screen.getByTestId('indicator-card').textContent).toMatch(consent);
    expect(screen.queryByRole('meter')).toBeNull();
  });

  it('says why there is no label, never neutral', () => {
    draw(<IndicatorCard live={liveOf({}, [unseen(900, 'poor-light')])} participantId={PATIENT} />);
    expect(label().textContent).toBe('poor light');
  });
});

describe('the expressivity on the card', () => {
  useScreen();
  const line = () => screen.getByTestId('indicator-expressivity').textContent;
  /** The call's clock stands at one second, but is never before the last sample. */
  const minute = (expressivity: number) =>
    stretch(60_000, 300, (atMs, place) => ({
      ...seen(atMs),
      ...(place >= 100 && { expressivity: place < 200 ? expressivity : expressivity * 2 }),
    }));

  it('is the mean of the last minute, with its coverage', () => {
    draw(<IndicatorCard live={liveOf({}, minute(0.2))} participantId={PATIENT} />);
    expect(line()).toBe('Expressivity, last minute: 30% (coverage 66%)');
  });

  it('is not known while the baseline is taken', () => {
    draw(<IndicatorCard live={liveOf({})} participantId={PATIENT} />);
    expect(line()).toBe('Expressivity: not known yet');
  });
});

describe('the indicator on the name tag', () => {
  useScreen();

  it('says the same in one line, and nothing without consent', () => {
    draw(<TileIndicator live={liveOf({})} participantId={PATIENT} />);
    expect(screen.getByTestId('tile-indicator').textContent).toBe('very likely happiness');
    draw(<TileIndicator live={liveOf({ consent: 'refused' })} participantId={PATIENT} />);
    expect(screen.getAllByTestId('tile-indicator')).toHaveLength(1);
  });
});
