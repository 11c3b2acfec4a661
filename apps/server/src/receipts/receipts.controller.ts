import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { receiptLinks, type ReceiptLinks, receiptView, type ReceiptView } from '#contracts/consent';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall, ReceiptOf } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import type { CallRow } from '../calls/calls.repository.ts';
import { Answers } from '../http/answers.ts';
import { type Receipt, ReceiptsService } from './receipts.service.ts';

/** For people without an account: the link is what shows the receipt. */
@Controller('receipts')
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptsService) {}

  @Access('receipt-link')
  @Audit('receipt-read')
  @Answers(receiptView)
  @Get(':token')
  read(@ReceiptOf() receipt: Receipt, @Noted() note: AuditNote): Promise<ReceiptView> {
    byParticipant(note, receipt);
    return this.receipts.view(receipt);
  }

  @Access('receipt-link')
  @Audit('consent-withdrawn-by-receipt')
  @HttpCode(200)
  @Answers(receiptView)
  @Post(':token/withdraw')
  withdraw(@ReceiptOf() receipt: Receipt, @Noted() note: AuditNote): Promise<ReceiptView> {
    byParticipant(note, receipt);
    return this.receipts.withdraw(receipt);
  }

  @Access('receipt-link')
  @Audit('samples-erased')
  @HttpCode(200)
  @Answers(receiptView)
  @Post(':token/erase')
  async erase(@ReceiptOf() receipt: Receipt, @Noted() note: AuditNote): Promise<ReceiptView> {
    byParticipant(note, receipt);
    const { erased, done } = await this.receipts.erase(receipt);
    note.detail = { samples: erased, done, source: 'receipt' };
    return this.receipts.view(receipt);
  }
}

/** The clinician may copy the links of a call, to mail them. */
@Controller('calls/:id/receipts')
export class ReceiptLinksController {
  constructor(private readonly receipts: ReceiptsService) {}

  @Access('owner-of-call')
  @Audit('receipt-links-read')
  @Answers(receiptLinks)
  @Get()
  links(@OwnedCall() call: CallRow): Promise<ReceiptLinks> {
    return this.receipts.linksOf(call.id);
  }
}

function byParticipant(note: AuditNote, { call, participant }: Receipt): void {
  note.callId = call.id;
  note.actor = { kind: 'participant', id: participant.id };
}
