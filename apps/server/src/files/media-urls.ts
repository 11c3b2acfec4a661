import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { MediaUrl } from '#contracts/recording';
import { MEDIA_FILE, Subjects } from '../access/subjects.ts';
import { gone, notFound } from '../http/api-exception.ts';
import { Secrets } from '../database/secrets.ts';
import { type MediaGrant, readMedia, signMedia } from './media-token.ts';

const VALID_MS = 15 * 60_000;
/** The URL of a file stays the same for so long, so that a page that asks again does not start its video anew. */
const STEADY_MS = 5 * 60_000;

const mediaUnknown = () => notFound('media-unknown', 'This address is not complete or not from here. Open the video from its page.');

/** URLs under which anyone who has them can read a file for a short time. */
@Injectable()
export class MediaUrls implements OnModuleInit {
  #key: Buffer | undefined;

  constructor(
    private readonly secrets: Secrets,
    private readonly subjects: Subjects,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#key = await this.secrets.get('media');
    this.subjects.provide(MEDIA_FILE, { unknown: mediaUnknown, find: async (token) => this.read(token) });
  }

  /**
   * Valid for 15 to 20 minutes. With `?download=1` browsers save it under `fileName`.
   * @param media `file`: its name in the file store.
   */
  sign(media: Omit<MediaGrant, 'expiresAt'>): MediaUrl {
    const expiresAt = Math.ceil((Date.now() + VALID_MS) / STEADY_MS) * STEADY_MS;
    const token = signMedia({ ...media, expiresAt }, this.#signingKey());
    return { url: `/api/media/${token}`, contentType: media.contentType, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** 404 `media-unknown`, 410 `media-expired`. */
  read(token: string): MediaGrant {
    const grant = readMedia(token, this.#signingKey());
    if (grant === null) throw mediaUnknown();
    if (grant.expiresAt <= Date.now()) throw gone('media-expired', 'This address was for a short time only. Load the page again.');
    return grant;
  }

  #signingKey(): Buffer {
    if (this.#key === undefined) throw new Error('Media URLs are signed once the server has started.');
    return this.#key;
  }
}
