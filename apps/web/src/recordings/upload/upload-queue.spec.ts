import { describe, expect, it } from 'vitest';
import { recordingOptions } from '#contracts/recording';
import { type Sending, type SendingEvents, type SendingJob } from './sending.ts';
import { UploadQueue } from './upload-queue.ts';

const DOWN = { code: 'no-connection', message: 'No connection.', again: true };
const REFUSED = { code: 'too-large', message: 'Too large.', again: false };

/** A wire that does what the test says, and a clock that stands still until the test moves it. */
function setUp() {
  const wires: { job: SendingJob; events: SendingEvents; starts: number; stops: number; discards: number }[] = [];
  const timers: { at: number; task: () => void }[] = [];
  let now = 0;
  const queue = new UploadQueue(
    (job, events): Sending => {
      const wire = { job, events, starts: 0, stops: 0, discards: 0 };
      wires.push(wire);
      return {
        start: () => {
          wire.starts += 1;
        },
        stop: () => {
          wire.stops += 1;
        },
        discard: () => {
          wire.discards += 1;
          return Promise.resolve();
        },
      };
    },
    {
      now: () => now,
      after: (ms, task) => {
        const timer = { at: now + ms, task };
        timers.push(timer);
        return () => {
          timers.splice(timers.indexOf(timer), 1);
        };
      },
    },
  );
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.task();
    }
  };
  const add = (name: string, bytes = 1_000, fromCamera = false) =>
    queue.add({
      file: new File([new Uint8Array(bytes)], name),
      recordingId: null,
      title: name,
      options: recordingOptions.parse({}),
      language: 'en',
      fromCamera,
    });
  const wire = (index: number) => {
    const found = wires[index];
    if (found === undefined) throw new Error(`No upload ${String(index)} was opened.`);
    return found;
  };
  const states = () => queue.state.get().items.map(({ state }) => state);
  return { queue, add, pass, wire, states };
}

describe('several uploads', () => {
  it('are sent one after the other', () => {
    const { add, wire, states } = setUp();
    add('a.mp4');
    add('b.mp4');
    expect([states(), wire(0).starts, wire(1).starts]).toEqual([['sending', 'waiting'], 1, 0]);
    wire(0).events.onSent();
    expect([states(), wire(1).starts]).toEqual([['sent', 'sending'], 1]);
  });

  it('go on with the next when one is refused', () => {
    const { add, wire, states, queue } = setUp();
    add('a.mp4');
    add('b.mp4');
    wire(0).events.onProblem(REFUSED);
    expect(states()).toEqual(['failed', 'sending']);
    expect(queue.state.get().items[0]?.problem).toEqual(REFUSED);
  });
});

describe('a paused upload', () => {
  it('lets the next one go, and goes on when its turn comes again', () => {
    const { add, wire, states, queue } = setUp();
    const first = add('a.mp4');
    add('b.mp4');
    queue.pause(first);
    expect([states(), wire(0).stops]).toEqual([['paused', 'sending'], 1]);
    queue.resume(first);
    expect([states(), wire(0).starts]).toEqual([['waiting', 'sending'], 1]);
    wire(1).events.onSent();
    expect([states(), wire(0).starts]).toEqual([['sending', 'sent'], 2]);
  });

  it('stays paused when a last packet is confirmed late', () => {
    const { add, wire, states, queue } = setUp();
    const key = add('a.mp4');
    queue.pause(key);
    wire(0).events.onProgress(500);
    expect(states()).toEqual(['paused']);
  });
});

describe('a lost connection', () => {
  it('is tried again after longer and longer waits, and keeps its turn', () => {
    const { add, pass, wire, states } = setUp();
    add('a.mp4');
    add('b.mp4');
    wire(0).events.onProblem(DOWN);
    expect(states()).toEqual(['retrying', 'waiting']);
    pass(1_000);
    expect(wire(0).starts).toBe(2);
    wire(0).events.onProblem(DOWN);
    pass(1_000);
    expect(wire(0).starts).toBe(2);
    pass(1_000);
    expect(wire(0).starts).toBe(3);
    wire(0).events.onProgress(400);
    expect(states()).toEqual(['sending', 'waiting']);
  });

  it('is tried at once when the network is back, and then only once', () => {
    const { add, pass, wire, queue } = setUp();
    add('a.mp4');
    wire(0).events.onProblem(DOWN);
    queue.retryNow();
    pass(60_000);
    expect(wire(0).starts).toBe(2);
  });

  it('can be paused, and then nothing is tried', () => {
    const { add, pass, wire, states, queue } = setUp();
    const key = add('a.mp4');
    wire(0).events.onProblem(DOWN);
    queue.pause(key);
    pass(60_000);
    expect([states(), wire(0).starts]).toEqual([['paused'], 1]);
  });
});

describe('progress', () => {
  it('is told with its speed, a few times a second', () => {
    const { add, pass, wire, queue } = setUp();
    add('a.mp4', 10_000);
    const item = () => queue.state.get().items[0];
    wire(0).events.onProgress(0);
    for (let sent = 100; sent <= 2_000; sent += 100) {
      pass(50);
      wire(0).events.onProgress(sent);
    }
    expect(item()).toMatchObject({ sentBytes: 2_000, speed: 2_000 });
    pass(10);
    wire(0).events.onProgress(2_100);
    expect(item()?.sentBytes).toBe(2_000);
  });

  it('does not count a pause as time on the way', () => {
    const { add, pass, wire, queue } = setUp();
    const key = add('a.mp4', 10_000);
    wire(0).events.onProgress(0);
    pass(1_000);
    wire(0).events.onProgress(1_000);
    queue.pause(key);
    pass(600_000);
    queue.resume(key);
    wire(0).events.onProgress(1_000);
    pass(1_000);
    wire(0).events.onProgress(3_000);
    expect(queue.state.get().items[0]?.speed).toBe(2_000);
  });
});

describe('leaving the page', () => {
  it('matters while something is on its way, and for a recording of the camera until it has arrived', () => {
    const { add, wire, queue } = setUp();
    const file = add('a.mp4');
    expect(queue.busy).toBe(true);
    queue.pause(file);
    expect(queue.busy).toBe(false);
    add('camera.webm', 10, true);
    wire(1).events.onProblem(REFUSED);
    expect(queue.busy).toBe(true);
  });
});

describe('a cancelled upload', () => {
  it('is forgotten here and by the server, and the next one goes', async () => {
    const { add, wire, states, queue } = setUp();
    const first = add('a.mp4');
    add('b.mp4');
    await queue.cancel(first);
    expect([states(), wire(0).stops, wire(0).discards]).toEqual([['sending'], 1, 1]);
  });
});
