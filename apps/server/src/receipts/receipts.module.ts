import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { ErasingModule } from '../consent/erasing.module.ts';
import { ReceiptsController, ReceiptLinksController } from './receipts.controller.ts';
import { ReceiptsService } from './receipts.service.ts';

@Module({
  imports: [ConsentModule, ErasingModule, CallsModule, TimelineModule, SignaturesModule, AuthModule],
  controllers: [ReceiptsController, ReceiptLinksController],
  providers: [ReceiptsService],
})
export class ReceiptsModule {}
