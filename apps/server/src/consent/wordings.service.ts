import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConsentScope, ConsentWording } from '#contracts/consent';
import { CONSENT_SCOPES } from '#contracts/consent';
import { SHIPPED_WORDINGS } from './wordings/shipped.ts';
import { hashOf } from './wordings/wording-hash.ts';
import { WordingsRepository, type WordingRow } from './wordings.repository.ts';

const FALLBACK_LANGUAGE = 'en';

/**
 * The texts of the questions. The server owns them: a decision names one of these, so it is known for ever what was read. Held in memory,
 * because a decision must not wait for a table.
 */
@Injectable()
export class WordingsService implements OnModuleInit {
  #rows: WordingRow[] = [];

  constructor(private readonly repository: WordingsRepository) {}

  async onModuleInit(): Promise<void> {
    await this.repository.add(
      SHIPPED_WORDINGS.map(({ scope, version, language, createdAt, text }) => ({
        scope,
        version,
        language,
        createdAt,
        text,
        hash: hashOf(text),
      })),
    );
    this.#rows = await this.repository.all();
  }

  /** The newest text of each scope, in this language or else in English. `language` may carry a region, as browsers say it. */
  current(language: string): ConsentWording[] {
    const [base] = language.toLowerCase().split('-');
    return CONSENT_SCOPES.flatMap((scope) => {
      const ofScope = this.#rows.filter((row) => row.scope === scope);
      const newest = ofScope.findLast((row) => row.language === base) ?? ofScope.findLast((row) => row.language === FALLBACK_LANGUAGE);
      return newest === undefined ? [] : [toWording(newest)];
    });
  }

  /** The text that a decision names; undefined if there is none such, or if it had another hash. */
  find(
    scope: ConsentScope,
    { wording, language, hash }: { wording?: string | null; language?: string | null; hash?: string | null },
  ): ConsentWording | undefined {
    const row = this.#rows.find((one) => one.scope === scope && one.version === wording && one.language === language);
    return row === undefined || (hash !== undefined && hash !== null && hash !== row.hash) ? undefined : toWording(row);
  }
}

const toWording = ({ scope, version, language, hash, text }: WordingRow): ConsentWording => ({ scope, version, language, hash, ...text });
