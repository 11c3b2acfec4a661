type WithSink = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays three soft notes on the chosen speaker; ends when they have sounded. @throws where the browser allows no sound yet */
export async function playChime(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const audio: WithSink = new Audio();
  audio.srcObject = output.stream;
  if (speakerId !== null) await audio.setSinkId?.(speakerId).catch(() => undefined);
  try {
    await audio.play();
  } catch (error) {
    await context.close();
    throw error;
  }
  await context.resume();
  [523.25, 659.25, 783.99].forEach((frequency, index) => {
    const at = context.currentTime + 0.1 + index * 0.25;
    const tone = new OscillatorNode(context, { frequency });
    const loudness = new GainNode(context, { gain: 0 });
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.25, at + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(loudness).connect(output);
    tone.start(at);
    tone.stop(at + 0.5);
  });
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  audio.pause();
  await context.close();
}
