import { Module } from '@nestjs/common';
import { AuditReadingRepository } from './audit-reading.repository.ts';
import { AuditController } from './audit.controller.ts';
import { AuditRepository } from './audit.repository.ts';
import { AuditService } from './audit.service.ts';

@Module({ controllers: [AuditController], providers: [AuditRepository, AuditReadingRepository, AuditService], exports: [AuditService] })
export class AuditModule {}
