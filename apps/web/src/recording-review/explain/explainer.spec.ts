import { describe, expect, it } from 'vitest';
import { type Box } from '#contracts/emotion';
import { type Explanation } from '#contracts/recording';
import { columnsOf, FERPLUS, seen, unseen } from '../../timeline/testing.ts';
import { TimelineView } from '../../timeline/view.ts';
import { Explainer } from './explainer.ts';
import { FaceSamples } from '../player/face-samples.ts';

const [FIRST, SECOND] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const FRAME_MS = 40;

function setup() {
  const box: Box = [0, 0, 10, 10];
  const view = new TimelineView({ endMs: () => 10_000, follow: false });
  const faces = new FaceSamples([
    {
      participantId: FIRST,
      name: 'Face 1',
      samples: columnsOf([{ ...seen(1_000, 1), box }, { ...seen(1_200, 1), box }, unseen(1_400, 'no-face'), unseen(3_000, 'no-face')]),
    },
    { participantId: SECOND, name: 'Face 2', samples: columnsOf([{ ...seen(1_400, 3), box }]) },
  ]);
  const asked: {
    participantId: string;
    atMs: number;
    signal: AbortSignal;
    answer: (explanation: Explanation) => void;
    refuse: (error: Error) => void;
  }[] = [];
  const explainer = new Explainer(
    view,
    faces,
    (participantId, atMs, signal) =>
      new Promise((answer, refuse) => {
        asked.push({ participantId, atMs, signal, answer, refuse });
      }),
  );
  const explanationOf = (participantId: string, atMs: number): Explanation => ({
    participantId,
    atMs,
    classes: FERPLUS,
    scores: seen(atMs, 2).raw!,
    width: 1,
    height: 1,
    maps: FERPLUS.map(() => [1]),
    corners: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  });
  return { view, explainer, asked, explanationOf };
}

describe('Explainer', () => {
  it('goes to the analysed picture, asks for it, and shows the label given there; or another class', async () => {
    const { view, explainer, asked, explanationOf } = setup();
    view.seek(1_290);
    explainer.ask(FIRST, FRAME_MS);
    expect(view.getState().playheadMs).toBe(1_200 + FRAME_MS / 2);
    expect(explainer.getState()).toEqual({ kind: 'asking' });
    expect(asked).toMatchObject([{ participantId: FIRST, atMs: 1_200 }]);
    asked[0]!.answer(explanationOf(FIRST, 1_200));
    await Promise.resolve();
    expect(explainer.getState()).toMatchObject({
      kind: 'shown',
      estimate: { label: 'happiness', given: 'happiness', own: { label: 'surprise' } },
    });
    explainer.show('surprise');
    expect(explainer.getState()).toMatchObject({ kind: 'shown', estimate: { label: 'surprise', given: 'happiness' } });
  });

  it('forgets it, and the request, as soon as the play-head is elsewhere', async () => {
    const { view, explainer, asked, explanationOf } = setup();
    view.seek(1_000);
    explainer.ask(FIRST, FRAME_MS);
    view.show({ fromMs: 0, toMs: 5_000 });
    expect(explainer.getState().kind).toBe('asking');
    view.advance(1_060);
    expect(explainer.getState().kind).toBe('off');
    expect(asked[0]!.signal.aborted).toBe(true);
    asked[0]!.answer(explanationOf(FIRST, 1_000));
    await Promise.resolve();
    expect(explainer.getState().kind).toBe('off');
  });

  it('takes another face where the chosen one has no estimate, and says why where none has', () => {
    const { view, explainer, asked } = setup();
    view.seek(1_450);
    explainer.ask(FIRST, FRAME_MS);
    expect(asked).toMatchObject([{ participantId: SECOND, atMs: 1_400 }]);
    view.seek(3_100);
    explainer.ask(FIRST, FRAME_MS);
    expect(explainer.getState()).toEqual({ kind: 'nothing', name: 'Face 1', state: 'no-face' });
    expect(view.getState().playheadMs).toBe(3_100);
    view.seek(9_000);
    explainer.ask(SECOND, FRAME_MS);
    expect(explainer.getState()).toEqual({ kind: 'nothing', name: 'Face 2', state: 'no-data' });
    expect(asked).toHaveLength(1);
  });

  it('tells a refusal, until it is dismissed', async () => {
    const { view, explainer, asked } = setup();
    view.seek(1_000);
    explainer.ask(FIRST, FRAME_MS);
    const error = new Error('The video has been deleted.');
    asked[0]!.refuse(error);
    await Promise.resolve();
    await Promise.resolve();
    expect(explainer.getState()).toEqual({ kind: 'failed', error });
    explainer.dismiss();
    expect(explainer.getState().kind).toBe('off');
  });
});
