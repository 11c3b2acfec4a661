import { EventEmitter } from 'node:events';
import { type types } from 'mediasoup-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchTransport } from './transport-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setup() {
  const transport = Object.assign(new EventEmitter(), { observer: new EventEmitter() });
  const restart = vi.fn(() => Promise.resolve());
  const onBroken = vi.fn();
  watchTransport(transport as unknown as types.Transport, { restart, onBroken, onState: () => undefined });
  return {
    become: (state: types.ConnectionState) => transport.emit('connectionstatechange', state),
    close: () => transport.observer.emit('close'),
    restart,
    onBroken,
  };
}

it('gives a short interruption time to end by itself', () => {
  const { become, restart, onBroken } = setup();
  become('disconnected');
  vi.advanceTimersByTime(1_500);
  become('connected');
  vi.advanceTimersByTime(60_000);
  expect(restart).not.toHaveBeenCalled();
  expect(onBroken).not.toHaveBeenCalled();
});

it('restarts ICE once, and is content when that helps', () => {
  const { become, restart, onBroken } = setup();
  become('disconnected');
  vi.advanceTimersByTime(2_500);
  become('failed');
  become('connected');
  vi.advanceTimersByTime(60_000);
  expect(restart).toHaveBeenCalledTimes(1);
  expect(onBroken).not.toHaveBeenCalled();
});

it('gives up on a transport that a restart does not bring back', () => {
  const { become, restart, onBroken } = setup();
  become('failed');
  vi.advanceTimersByTime(10_000);
  expect(restart).toHaveBeenCalledTimes(1);
  expect(onBroken).toHaveBeenCalledTimes(1);
});

it('leaves a closed transport alone', () => {
  const { become, close, restart, onBroken } = setup();
  become('disconnected');
  close();
  vi.advanceTimersByTime(60_000);
  expect(restart).not.toHaveBeenCalled();
  expect(onBroken).not.toHaveBeenCalled();
});

it('does not give up on a transport because the machine was asleep', () => {
  const { become, onBroken } = setup();
  become('failed');
  vi.advanceTimersByTime(500);
  // Timers stand still meanwhile, the clock does not.
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 3_600_000);
  vi.advanceTimersByTime(250);
  expect(onBroken).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
