/** A standstill is a time without a new picture that lasts longer than this. */
const STILL_MS = 1_000;
const LOOK_EVERY_MS = 50;

export interface Gap {
  fromMs: number;
  untilMs: number;
  /** By how much the page's own timer was late at most meanwhile: a machine that has no time for a page shows it no pictures either. */
  lateMs: number;
}

/** In the page: when the picture of the other person last changed, its standstills, and the connections that bring it. */
export const WATCH = `
  window.still = { last: Date.now(), pictures: -1, gaps: [], connections: [] };
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...parameters) {
      super(...parameters);
      window.still.connections.push(this);
    }
  };
  let [looked, lateMs] = [performance.now(), 0];
  setInterval(() => {
    const late = performance.now() - looked - ${LOOK_EVERY_MS};
    looked = performance.now();
    lateMs = Math.max(lateMs, late);
    const video = document.querySelector('video[data-testid="remote-video"]');
    const pictures = video === null ? -1 : video.getVideoPlaybackQuality().totalVideoFrames;
    if (pictures < 0 || pictures === window.still.pictures) return;
    const now = Date.now();
    const fromMs = window.still.last;
    if (now - fromMs > ${STILL_MS}) window.still.gaps.push({ fromMs, untilMs: now, lateMs: Math.round(lateMs) });
    Object.assign(window.still, { last: now, pictures });
    lateMs = 0;
  }, ${LOOK_EVERY_MS});
`;

/** In the page: how many packets of sound have come in all. */
export const packetsHeard = `(async () => {
  let packets = 0;
  for (const connection of window.still.connections) {
    if (connection.connectionState === 'closed') continue;
    for (const entry of (await connection.getStats()).values())
      if (entry.type === 'inbound-rtp' && entry.kind === 'audio') packets += entry.packetsReceived;
  }
  return packets;
})()`;
