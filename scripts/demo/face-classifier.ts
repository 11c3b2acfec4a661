import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { modelsManifest } from '#contracts/model-manifest';
import { EMOTIONS, emotionOf, isEmotion, type EmotionName } from '#contracts/emotion';

/** Says how probable each class is for a picture that is nothing but a face. */
export type FaceClassifier = (png: Buffer) => Promise<Record<EmotionName, number>>;

/** The first classifier of `models/manifest.json`, without detector, crop and thresholds. */
export async function loadFaceClassifier(folder: string): Promise<FaceClassifier> {
  const { models } = modelsManifest.parse(JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')));
  const model = Object.values(models).find((entry) => entry.kind === 'classifier');
  if (model === undefined) throw new Error(`${folder}/manifest.json names no classifier.`);
  const session = await InferenceSession.create(path.join(folder, model.file), { intraOpNumThreads: 1 });
  const { name, width, height, mean, std } = model.input;
  return async (png) => {
    const grey = await sharp(png).extractChannel(0).resize(width, height, { kernel: 'linear' }).raw().toBuffer();
    const input = Float32Array.from(grey, (value) => (value / 255 - mean) / std);
    const answer = await session.run({ [name]: new Tensor('float32', input, [1, 1, height, width]) });
    const exponentials = Array.from(answer[model.output.name]!.data as Float32Array, (logit) => Math.exp(logit / model.temperature));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    const probabilities = Object.fromEntries(EMOTIONS.map((emotion) => [emotion, 0])) as Record<EmotionName, number>;
    for (const [index, className] of model.classes.entries()) {
      const emotion = emotionOf(className);
      if (isEmotion(emotion)) probabilities[emotion] = exponentials[index]! / sum;
    }
    return probabilities;
  };
}
