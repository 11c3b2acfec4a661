import { Inject, Injectable } from '@nestjs/common';
import { sameText } from '../auth/tokens.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';

/** The key by which a platform proves itself: `Authorization: Bearer <ATTUNE_API_KEY>`. It opens only calls that were given to the platform. */
@Injectable()
export class PlatformKey {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get isSet(): boolean {
    return this.config.apiKey !== undefined;
  }

  /** Undefined if the header brings no key at all. */
  fits(authorization: string | undefined): boolean | undefined {
    const given = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    return given === undefined ? undefined : this.config.apiKey !== undefined && sameText(given, this.config.apiKey);
  }
}
