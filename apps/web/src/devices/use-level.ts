import { useEffect, useState } from 'react';

const EVERY_MS = 80;

/** Loudness of a microphone, 0 to 1, about twelve times a second; 0 without a track. */
export function useLevel(track: MediaStreamTrack | null): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (track === null) return undefined;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1_024;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      // Browsers start sound only after a click somewhere; until then the context waits.
      if (context.state === 'suspended') void context.resume();
      analyser.getFloatTimeDomainData(samples);
      const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      // -60 dB is silence, -10 dB is loud speech close by.
      const decibel = 20 * Math.log10(Math.max(rms, 1e-6));
      setLevel(Math.min(1, Math.max(0, (decibel + 60) / 50)));
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
      source.disconnect();
      void context.close();
      setLevel(0);
    };
  }, [track]);
  return level;
}
