import { Inject, Injectable } from '@nestjs/common';
import { sameText } from '../auth/tokens.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';

/**
 * What opens `/metrics`: `Authorization: Bearer <ATTUNE_METRICS_TOKEN>`. There is no other way, loopback included: a proxy on this machine comes
 * from there with everybody's requests.
 */
@Injectable()
export class MetricsToken {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'observing'>) {}

  fits(authorization: string | undefined): boolean {
    const { metricsToken } = this.config.observing;
    const given = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    return metricsToken !== undefined && given !== undefined && sameText(given, metricsToken);
  }
}
