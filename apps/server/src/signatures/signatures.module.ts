import { Module } from '@nestjs/common';
import { SignaturesRepository } from './signatures.repository.ts';
import { SignaturesService } from './signatures.service.ts';

@Module({ providers: [SignaturesRepository, SignaturesService], exports: [SignaturesService] })
export class SignaturesModule {}
