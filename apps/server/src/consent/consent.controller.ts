import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { consentWordings, type ConsentWording } from '#contracts/consent';
import { token } from '#contracts/text';
import { Access } from '../access/access.decorator.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { WordingsService } from './wordings.service.ts';

const asked = z.object({ language: token({ max: 35 }).default('en') });

/** The texts of the questions, for participants who are asked, and for anyone who wants to read what others agreed to. */
@Controller('consent')
export class ConsentController {
  constructor(private readonly texts: WordingsService) {}

  @Access('public')
  @Audit('none')
  @Answers(consentWordings)
  @Get('wordings')
  wordings(@Query(new ZodPipe(asked)) { language }: z.output<typeof asked>): ConsentWording[] {
    return this.texts.current(language);
  }
}
