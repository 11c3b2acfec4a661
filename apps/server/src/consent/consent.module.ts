import { Module } from '@nestjs/common';
import { ConsentController } from './consent.controller.ts';
import { ConsentService } from './consent.service.ts';
import { ConsentsRepository } from './consents.repository.ts';
import { ReceiptTokens } from './receipt-tokens.ts';
import { StopsElsewhere } from './stops-elsewhere.ts';
import { WordingsRepository } from './wordings.repository.ts';
import { WordingsService } from './wordings.service.ts';

@Module({
  controllers: [ConsentController],
  providers: [ConsentsRepository, WordingsRepository, WordingsService, ReceiptTokens, ConsentService, StopsElsewhere],
  exports: [ConsentsRepository, WordingsService, ReceiptTokens, ConsentService],
})
export class ConsentModule {}
