import { AV_CODEC_FLAG_GLOBAL_HEADER, AV_LOG_QUIET, type FFEncoderCodec } from 'node-av/constants';
import { Codec, CodecContext, Dictionary, Log, Rational } from 'node-av/lib';
import { emptyPicture, type PictureFormat } from './codec-support.ts';
import { Intake, type IntakeKind } from '../intake.ts';

// Encoders print what they think of every file, and of every machine without their hardware.
Log.setLevel(AV_LOG_QUIET);

export interface EncoderChoice {
  name: FFEncoderCodec;
  intake: IntakeKind;
  options: (format: Pick<PictureFormat, 'width' | 'height' | 'frameRate'>) => Record<string, string>;
}

export interface OpenEncoder {
  context: CodecContext;
  intake: Intake;
}

const SECONDS_BETWEEN_KEY_FRAMES = 2;
const USUAL_RATE = { num: 30, den: 1 };

/** Null where it is not there, or does not take such pictures. The caller closes both. */
export async function openEncoder({ name, intake: kind, options }: EncoderChoice, format: PictureFormat): Promise<OpenEncoder | null> {
  const codec = Codec.findEncoderByName(name);
  const intake = codec === null ? null : Intake.open(kind);
  if (intake === null) return null;
  const context = new CodecContext();
  try {
    context.allocContext3(codec);
    const rate = format.frameRate ?? USUAL_RATE;
    context.width = format.width;
    context.height = format.height;
    context.pixelFormat = intake.format;
    context.timeBase = new Rational(format.timeBase.num, format.timeBase.den);
    context.framerate = new Rational(rate.num, rate.den);
    context.sampleAspectRatio = new Rational(format.sampleAspectRatio.num, format.sampleAspectRatio.den);
    context.colorRange = format.colorRange;
    context.colorSpace = format.colorSpace;
    context.colorPrimaries = format.colorPrimaries;
    context.colorTrc = format.colorTrc;
    context.gopSize = Math.max(1, Math.round((SECONDS_BETWEEN_KEY_FRAMES * rate.num) / rate.den));
    context.maxBFrames = 0;
    context.threadCount = 0;
    context.flags = AV_CODEC_FLAG_GLOBAL_HEADER;
    if (kind === 'vaapi') await useCard(context, intake, format);
    if ((await context.open2(codec, Dictionary.fromObject(options(format)))) >= 0) return { context, intake };
  } catch {
    // No card, or one without an encoder: some drivers say so only now.
  }
  context.freeContext();
  intake.close();
  return null;
}

/** An encoder on a card is opened with the memory that its pictures come in, which the first one shows. */
async function useCard(context: CodecContext, intake: Intake, { width, height }: PictureFormat): Promise<void> {
  const blank = emptyPicture(width, height);
  try {
    using uploaded = await intake.of(blank);
    context.pixelFormat = uploaded.format as typeof context.pixelFormat;
    context.hwFramesCtx = uploaded.hwFramesCtx;
  } finally {
    blank.free();
  }
}
